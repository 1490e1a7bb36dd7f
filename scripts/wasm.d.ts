export function buildWasm(targets?: string[]): Promise<string[]>;
