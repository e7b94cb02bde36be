import type { Tool } from "@modelcontextprotocol/client";
import { useState, type FormEvent } from "react";
import { Button } from "../shared/ui/Button";
import styles from "./ByHand.module.css";
import { FieldInput } from "./FieldInput";
import { argumentsOf, fieldsOf, type Schema } from "./schemaForm";

interface Props {
  tools: readonly Tool[];
  onCall: (tool: string, args: Record<string, unknown>) => void;
}

/** Any tool of the server, with a form made from its schema. */
export function ByHand({ tools, onCall }: Props) {
  const [name, setName] = useState(tools[0]?.name ?? "");
  const [filled, setFilled] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState("");
  const tool = tools.find((candidate) => candidate.name === name);
  const fields = tool ? fieldsOf(tool.inputSchema as Schema) : [];

  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    try {
      onCall(name, argumentsOf(fields, filled));
      setProblem("");
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };

  return (
    <details className={styles.byHand}>
      <summary className={styles.summary}>Call any tool by hand</summary>
      <form className={styles.form} onSubmit={onSubmit}>
        <label className={styles.pick}>
          <span className={styles.label}>Tool</span>
          <select
            value={name}
            onChange={(event) => {
              setName(event.currentTarget.value);
              setFilled({});
              setProblem("");
            }}
          >
            {tools.map((candidate) => (
              <option key={candidate.name} value={candidate.name}>
                {candidate.name}
              </option>
            ))}
          </select>
        </label>
        {tool?.description && <p className={styles.description}>{tool.description}</p>}
        <div className={styles.fields}>
          {fields.map((field) => (
            <FieldInput
              key={`${name} ${field.name}`}
              field={field}
              value={filled[field.name] ?? ""}
              onChange={(value) => setFilled({ ...filled, [field.name]: value })}
            />
          ))}
        </div>
        {problem && (
          <p className={styles.problem} role="alert">
            {problem}
          </p>
        )}
        <Button type="submit">Call {name}</Button>
      </form>
    </details>
  );
}
