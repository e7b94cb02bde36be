import { useState } from "react";
import { Picture } from "../ui/Picture";
import type { Image } from "./contract";
import styles from "./Gallery.module.css";

interface Props {
  pictures: readonly Image[];
  title: string;
}

/** One large picture, and small ones to choose from when there are several. */
export function Gallery({ pictures, title }: Props) {
  const [chosen, setChosen] = useState(0);
  const shown = pictures[chosen] ?? pictures[0];
  if (!shown) return null;
  return (
    <div>
      <Picture key={shown.url} url={shown.url} alt={shown.alt || title} eager />
      {pictures.length > 1 && (
        <ul className={styles.choices} aria-label="Pictures">
          {pictures.map((picture, index) => (
            <li key={picture.url}>
              <button
                type="button"
                className={styles.choice}
                aria-label={`Picture ${index + 1} of ${pictures.length}`}
                aria-pressed={index === chosen}
                onClick={() => setChosen(index)}
              >
                <Picture url={picture.url} alt="" />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
