/** Every blob of models/ by its name, in base64. bundle.ts puts them here; imported as it stands, it is empty. */
const models: Readonly<Record<string, string>> = {};
export default models;
