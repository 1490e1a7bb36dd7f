/**
 * Every blob of models/ by its name, and a snapshot after half of the steps, in base64. bundle.ts puts them here; imported as
 * it stands, it is empty.
 */
const models: Readonly<Record<string, { readonly model: string; readonly snapshot: string }>> = {};
export default models;
