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
ENV SORI_SKIP_BUILD=1
ENTRYPOINT ["/opt/sori/sori"]

# The trainer also needs libtorch, and the teacher that speaks the default corpus.
FROM pipeline AS trainer
RUN apt-get update \
 && apt-get install -y --no-install-recommends festival festvox-us-slt-hts festlex-cmu wordnet-base \
 && rm -rf /var/lib/apt/lists/*
COPY --from=build /opt/sori/target/lib-training target/lib-training
