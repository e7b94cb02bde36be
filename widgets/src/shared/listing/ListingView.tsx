import { useEffect, useRef } from "react";
import type { Host } from "../bridge/host";
import { isWebLink } from "../bridge/guards";
import { formatPrice } from "../ui/format";
import { LinkButton } from "../ui/LinkButton";
import { Rating } from "../ui/Rating";
import { availability, shopLine } from "./availability";
import type { Listing } from "./contract";
import { Facts } from "./Facts";
import { Gallery } from "./Gallery";
import styles from "./ListingView.module.css";
import { Variants } from "./Variants";

interface Props {
  listing: Listing;
  host: Host;
  locale: string | undefined;
  /** Moves the focus to the title, for a view that replaced another. */
  takeFocus?: boolean;
}

/** One piece with everything a shopper may ask about it. All of a maker's words are shown as text. */
export function ListingView({ listing, host, locale, takeFocus = false }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { label, orderable } = availability(listing);
  const pictures = listing.images.length > 0 ? listing.images : [listing.image];

  useEffect(() => {
    if (takeFocus) heading.current?.focus();
    // Only the id: a maker's title must not get to speak to the model.
    host.updateModelContext(`The shopper is looking at listing ${listing.id}.`);
  }, [listing.id]);

  return (
    <article className={styles.listing}>
      <Gallery key={listing.id} pictures={pictures} title={listing.title} />
      <div className={styles.words}>
        <p className={styles.category}>{listing.category.replaceAll(">", "›")}</p>
        <h2 className={styles.title} ref={heading} tabIndex={-1}>
          {listing.title}
        </h2>
        <p className={styles.maker}>
          <span>By {shopLine(listing.shop)}</span>
          {listing.rating !== null && <Rating rating={listing.rating} locale={locale} />}
        </p>
        <p className={styles.offer}>
          <span className={styles.price}>{formatPrice(listing, locale)}</span>
          <span className={orderable ? styles.ready : styles.gone}>{label}</span>
        </p>
        {isWebLink(listing.url) && (
          <LinkButton href={listing.url} open={(url) => host.openLink(url)}>
            View on CraftLocal
          </LinkButton>
        )}
        <Variants listing={listing} locale={locale} />
        {listing.description && <p className={styles.description}>{listing.description}</p>}
        <Facts listing={listing} locale={locale} />
      </div>
    </article>
  );
}
