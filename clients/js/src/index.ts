/** Text to a Sori pipeline, and its speech back: publish, listen, cancel. */
export * from "./assembler.js";
export * from "./publisher.js";
export * from "./reader.js";
export type * from "./records.js";
export { RegisteredCodec, RegistryError, SchemaRegistry } from "./registry.js";
export * from "./speech.js";
export * from "./wire.js";
