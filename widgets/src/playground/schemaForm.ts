/** From a tool's inputSchema to form fields, and from what was filled in back to arguments. */

export interface Schema {
  type?: string;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  $ref?: string;
  items?: Schema;
  default?: unknown;
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  $defs?: Record<string, Schema>;
}

export interface Field {
  name: string;
  kind: "text" | "number" | "choice" | "words" | "json";
  options: string[];
  required: boolean;
  hint: string;
  placeholder: string;
}

export function fieldsOf(schema: Schema): Field[] {
  const required = new Set(schema.required);
  const fields = Object.entries(schema.properties ?? {}).map(([name, property]): Field => {
    const plain = resolved(property, schema.$defs ?? {});
    const fallback = property.default;
    return {
      name,
      kind: kindOf(plain),
      options: plain.type === "boolean" ? ["true", "false"] : (plain.enum ?? []).map(String),
      required: required.has(name),
      hint: property.description ?? plain.description ?? "",
      placeholder: fallback === undefined || fallback === null || fallback === "" ? "" : JSON.stringify(fallback),
    };
  });
  return fields.toSorted((a, b) => Number(b.required) - Number(a.required));
}

/** Only what was filled in; throws a sentence that names the field when it cannot be read. */
export function argumentsOf(fields: readonly Field[], filled: Record<string, string>): Record<string, unknown> {
  const given = fields.filter(({ name }) => (filled[name] ?? "").trim() !== "");
  return Object.fromEntries(given.map((field) => [field.name, valueOf(field, (filled[field.name] ?? "").trim())]));
}

function valueOf({ name, kind, options }: Field, text: string): unknown {
  if (kind === "number") return numberIn(name, text);
  if (kind === "words") return text.split(",").map((word) => word.trim()).filter(Boolean);
  if (kind === "choice" && options.includes("true")) return text === "true";
  if (kind !== "json") return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Error(`${name} must be JSON, such as {"amount_minor": 1250, "currency": "GBP"}.`);
  }
}

function numberIn(name: string, text: string): number {
  const value = Number(text);
  if (Number.isNaN(value)) throw new Error(`${name} must be a number.`);
  return value;
}

function resolved(schema: Schema, defs: Record<string, Schema>): Schema {
  const target = schema.$ref ? (defs[schema.$ref.replace("#/$defs/", "")] ?? {}) : schema;
  const options = target.anyOf?.filter(({ type }) => type !== "null") ?? [];
  // Decimal is published as "number or string"; the number is the simpler of the two to type.
  const best = options.find(({ type }) => type === "number") ?? options[0];
  return best ? resolved(best, defs) : target;
}

function kindOf({ type, enum: options, items }: Schema): Field["kind"] {
  if (options || type === "boolean") return "choice";
  if (type === "number" || type === "integer") return "number";
  if (type === "array" && (items?.type === "string" || items?.enum)) return "words";
  return type === "string" ? "text" : "json";
}
