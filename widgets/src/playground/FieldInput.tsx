import { useId } from "react";
import styles from "./ByHand.module.css";
import type { Field } from "./schemaForm";

interface Props {
  field: Field;
  value: string;
  onChange: (value: string) => void;
}

export function FieldInput({ field, value, onChange }: Props) {
  const id = useId();
  const shared = {
    id,
    value,
    required: field.required,
    "aria-describedby": field.hint ? `${id}-hint` : undefined,
  };
  const placeholder = field.kind === "words" ? "separated by commas" : field.placeholder;
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {field.name}
        {field.required && <span className={styles.required}> required</span>}
      </label>
      {field.kind === "choice" ? (
        <select {...shared} onChange={(event) => onChange(event.currentTarget.value)}>
          <option value="">{field.placeholder ? `default: ${field.placeholder}` : "not set"}</option>
          {field.options.map((option) => (
            <option key={option}>{option}</option>
          ))}
        </select>
      ) : field.kind === "json" ? (
        <textarea {...shared} rows={3} placeholder="{ }" onInput={(event) => onChange(event.currentTarget.value)} />
      ) : (
        <input
          {...shared}
          inputMode={field.kind === "number" ? "decimal" : "text"}
          placeholder={placeholder}
          onInput={(event) => onChange(event.currentTarget.value)}
        />
      )}
      {field.hint && (
        <span className={styles.hint} id={`${id}-hint`}>
          {field.hint}
        </span>
      )}
    </div>
  );
}
