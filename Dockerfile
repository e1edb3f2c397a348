# One image for every role; what it does is said by the command. RUNTIME_IMAGE and MAVEN_ARGS change for GPUs: see
# docker-compose.gpu.yml.
ARG RUNTIME_IMAGE=debian:12-slim

FROM debian:12-slim AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends default-jdk-headless maven \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /opt/sori
ARG MAVEN_ARGS=""
COPY pom.xml ./
COPY .mvn .mvn
COPY schemas schemas
COPY topologies topologies
COPY src/main src/main
RUN mvn -B -q -ntp -Dsori.quick ${MAVEN_ARGS} compile \
    dependency:copy-dependencies@pipeline-libraries dependency:copy-dependencies@trainer-libraries

FROM ${RUNTIME_IMAGE} AS pipeline
RUN apt-get update \
 && apt-get install -y --no-install-recommends openjdk-17-jre-headless \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /opt/sori
COPY sori pom.xml ./
COPY --from=build /opt/sori/target/classes target/classes
COPY --from=build /opt/sori/target/lib target/lib
COPY topologies topologies
COPY models models
# Nobody in particular: what runs owns its state folder (a named volume mounted there takes that over) and where `play` puts
# its files, and reads the rest.
RUN groupadd --system --gid 10001 sori \
 && useradd --system --uid 10001 --gid sori --home-dir /opt/sori/.sori --shell /usr/sbin/nologin sori \
 && install -d -o sori -g sori -m 0700 .sori \
 && install -d -o sori -g sori /out
ENV SORI_SKIP_BUILD=1
USER sori
ENTRYPOINT ["/opt/sori/sori"]

# The trainer also needs libtorch, and the teacher that speaks the default corpus.
FROM pipeline AS trainer
USER root
RUN apt-get update \
 && apt-get install -y --no-install-recommends festival festvox-us-slt-hts festlex-cmu wordnet-base \
 && rm -rf /var/lib/apt/lists/*
COPY --from=build /opt/sori/target/lib-training target/lib-training
USER sori
