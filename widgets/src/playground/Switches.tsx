import { LOCALES, THEMES, WIDTHS, type Looks } from "./looks";
import styles from "./Switches.module.css";

interface Props {
  looks: Looks;
  onChange: (looks: Looks) => void;
}

const WIDTH_NAMES = Object.keys(WIDTHS) as Looks["width"][];

export function Switches({ looks, onChange }: Props) {
  return (
    <div className={styles.switches}>
      <Choice
        name="Theme"
        options={THEMES}
        chosen={looks.theme}
        onChoose={(theme) => onChange({ ...looks, theme })}
      />
      <Choice
        name="Width"
        options={WIDTH_NAMES}
        chosen={looks.width}
        onChoose={(width) => onChange({ ...looks, width })}
      />
      <label className={styles.locale}>
        <span className={styles.name}>Locale</span>
        <select
          value={looks.locale}
          onChange={(event) => onChange({ ...looks, locale: event.currentTarget.value as Looks["locale"] })}
        >
          {LOCALES.map((locale) => (
            <option key={locale}>{locale}</option>
          ))}
        </select>
      </label>
    </div>
  );
}

interface ChoiceProps<Option extends string> {
  name: string;
  options: readonly Option[];
  chosen: Option;
  onChoose: (option: Option) => void;
}

function Choice<Option extends string>({ name, options, chosen, onChoose }: ChoiceProps<Option>) {
  return (
    <fieldset className={styles.choice}>
      <legend className={styles.name}>{name}</legend>
      {options.map((option) => (
        <label key={option} className={styles.option}>
          <input
            type="radio"
            name={name}
            checked={option === chosen}
            onChange={() => onChoose(option)}
          />
          <span>{option}</span>
        </label>
      ))}
    </fieldset>
  );
}
