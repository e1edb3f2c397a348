package sori.corpus;

import java.util.List;
import java.util.Random;
import sori.text.Language;
import sori.text.Normalizer;
import sori.text.Sentence;
import sori.text.korean.KoreanParticles;

/**
 * Korean prompts made from templates, in spoken form: everyday sentences, questions, short replies, and numbers by what they count,
 * dates, times and money as the normalizer reads them; and some with words that do not exist, so that sounds meet which the few words
 * here never bring together. Not thread-safe.
 */
final class KoreanPrompts {
    private static final List<String> PEOPLE = words("친구 동생 언니 오빠 할머니 할아버지 아버지 어머니 선생님 학생 의사 간호사 기자 손님 이웃 아이 "
            + "외국인 직원 사장님 요리사 농부 어부 가수 배우 화가 경찰관 소방관 기관사 운전기사 통역사");
    private static final List<String> THINGS = words("책 사과 편지 우산 모자 신발 가방 시계 의자 책상 안경 연필 칼 접시 컵 꽃 빵 떡볶이 김치 국물 "
            + "비빔밥 닭고기 생선 달걀 우유 커피 녹차 약 지도 사진 그림 신문 잡지 표 열쇠 전화기 컴퓨터 옷 바지 양말 이불 베개 거울 빗 "
            + "비누 수건 칫솔 못 망치 밧줄 상자 봉투 선물 돈 지갑 자전거 배 기차표 값 흙 돌 나무 잎 씨앗 불 물");
    private static final List<String> PLACES = words("학교 병원 시장 도서관 공원 바닷가 우체국 은행 역 공항 식당 부엌 마당 옥상 교실 극장 "
            + "박물관 미술관 절 교회 섬 산 강가 호수 숲 골목 다리 서울 부산 대전 광주 제주도 강릉 전주 경주 백화점 약국 빵집 운동장 회의실");
    private static final List<String> TIMES =
            words("오늘 어제 내일 아침에 저녁에 밤늦게 주말에 지난주에 다음달에 봄에 여름에 가을에 겨울에 방학때 " + "점심때 새벽에 방금 곧 자주 가끔 다시 벌써 아직 이미");
    private static final List<String> DONE =
            phrases("샀습니다, 잃어버렸어요, 찾고 있습니다, 놓고 왔어요, 받았습니다, 만들었어요, 고쳤습니다, 보여 주었어요, 들고 갑니다, 좋아합니다, "
                    + "싫어해요, 깨끗이 닦았습니다, 숨겼어요, 바꾸었습니다, 빌려 갔어요, 읽었습니다, 씻고 있어요, 옮겼습니다, 버렸어요, "
                    + "나누어 주었습니다");
    private static final List<String> WENT =
            phrases("갔습니다, 왔어요, 쉬고 있습니다, 기다렸어요, 만났습니다, 일합니다, 걸었어요, 놀았습니다, 앉아 있어요, 돌아왔습니다, 모였어요, " + "살고 있습니다");
    private static final List<String> STATES =
            phrases("아주 좋습니다, 너무 많아요, 없습니다, 괜찮아요, 조금 늦었습니다, 맛있어요, 비쌉니다, 생각보다 넓어요, 무척 짧습니다, 꽤 높아요, "
                    + "몹시 뜨겁습니다, 깨끗해졌어요, 거의 끝났습니다, 훨씬 밝아요, 아주 조용합니다, 굉장히 무거워요, 참 예쁩니다, 벌써 식었어요");
    private static final List<String> SHORT =
            phrases("네, 아니요, 안녕하세요, 고맙습니다, 감사합니다, 미안해요, 죄송합니다, 괜찮아요, 알겠습니다, 잠깐만요, 어서 오세요, 안녕히 가세요, "
                    + "잘 먹겠습니다, 수고하셨습니다, 반갑습니다, 처음 뵙겠습니다, 좋아요, 싫어요, 글쎄요, 물론이죠, 그렇군요, 축하합니다, "
                    + "조심하세요, 도와주세요, 여보세요, 잘 지냈어요, 또 만나요, 천천히 하세요");
    private static final List<String> COUNTERS = words("명 개 권 마리 대 병 장 살 시간 분 초 번 층 킬로그램 미터 퍼센트 개월 년 일 주 원 도");

    /** How Unicode composes syllables (The Unicode Standard, section 3.12). */
    private static final char FIRST_SYLLABLE = '가';

    private static final int FIRST_LETTERS = 19;
    private static final int VOWELS = 21;
    private static final int LAST_LETTERS = 28;

    private final Random random;
    private final Normalizer normalizer = Language.KO.normalizer();

    public KoreanPrompts(Random random) {
        this.random = random;
    }

    /** A line in spoken form, with its punctuation. */
    public String next() {
        return Sentence.line(normalizer.normalize(written()));
    }

    private String written() {
        return switch (random.nextInt(12)) {
            case 0 -> any(SHORT) + (random.nextBoolean() ? ", " + any(SHORT) : "") + ending();
            case 1 -> any(TIMES) + " " + any(PLACES) + "에서 " + with(any(PEOPLE), "가") + " " + any(WENT) + ".";
            case 2 -> with(any(PEOPLE), "는") + " " + with(any(THINGS), "를") + " " + any(DONE) + ".";
            case 3 -> any(PLACES) + " 앞 " + any(PLACES) + "에 " + with(any(THINGS), "가") + " " + any(STATES) + ".";
            case 4 -> "혹시 " + any(PEOPLE) + "의 " + with(any(THINGS), "를") + " 보았어요?";
            case 5 ->
                any(THINGS) + " " + number() + any(COUNTERS) + ", " + any(THINGS) + " " + number() + any(COUNTERS)
                        + ".";
            case 6 -> date() + " " + time() + "에 " + any(PLACES) + "에서 만나요.";
            case 7 ->
                "이 " + with(any(THINGS), "는") + " " + (1 + random.nextInt(300)) * 100 + "원이고, 저 "
                        + with(any(THINGS), "는") + " " + any(STATES) + ".";
            case 8 ->
                with(any(PEOPLE), "와") + " " + with(any(PEOPLE), "가") + " " + any(TIMES) + " " + with(any(THINGS), "를")
                        + " " + any(DONE) + ending();
            case 9, 10 -> with(coined(), "는") + " " + coined() + " " + with(coined(), "를") + " " + any(DONE) + ending();
            default ->
                with(any(THINGS), "가") + " " + any(STATES) + ", 그래서 " + any(TIMES) + " " + with(any(THINGS), "를") + " "
                        + any(DONE) + ".";
        };
    }

    /** One to four syllables of any letters, about half of them without a final consonant. */
    private String coined() {
        StringBuilder word = new StringBuilder();
        for (int syllables = 1 + random.nextInt(4); syllables > 0; syllables--) {
            int last = random.nextBoolean() ? 0 : random.nextInt(LAST_LETTERS);
            word.append((char) (FIRST_SYLLABLE
                    + (random.nextInt(FIRST_LETTERS) * VOWELS + random.nextInt(VOWELS)) * LAST_LETTERS
                    + last));
        }
        return word.toString();
    }

    private String number() {
        return Integer.toString(1 + random.nextInt(random.nextBoolean() ? 20 : 999));
    }

    private String date() {
        String year = random.nextBoolean() ? (1950 + random.nextInt(80)) + "년 " : "";
        return year + (1 + random.nextInt(12)) + "월 " + (1 + random.nextInt(28)) + "일";
    }

    private String time() {
        return (random.nextBoolean() ? "오전 " : "오후 ") + (1 + random.nextInt(12)) + "시"
                + (random.nextBoolean() ? " " + 5 * (1 + random.nextInt(11)) + "분" : "");
    }

    private String ending() {
        int draw = random.nextInt(5);
        return draw == 0 ? "!" : draw == 1 ? "?" : ".";
    }

    /** A word with a particle in the form that fits it. */
    private static String with(String word, String particle) {
        return word + KoreanParticles.fitting(word, particle);
    }

    private String any(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private static List<String> words(String joined) {
        return List.of(joined.split(" "));
    }

    private static List<String> phrases(String joined) {
        return List.of(joined.split(", "));
    }
}
