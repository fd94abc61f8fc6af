import { useTranslation } from "react-i18next";
import type { Claim } from "@/api/types";
import { axisOf, valuesOf } from "@/features/claims/axis";
import { claimFigure } from "@/features/claims/claim-figure";
import classes from "@/features/claims/dots.module.css";
import { useFormat } from "@/i18n/use-language";

/** One dot a seed, the mean, the book's figure, and the stretch in which the claim holds. */
export function Dots({ claim }: { claim: Claim }) {
  const { t } = useTranslation();
  const format = useFormat();
  const values = valuesOf(claim);
  const axis = axisOf(claim);
  const percent = (value: number) => `${(100 * axis.place(value)).toFixed(2)}%`;
  const shown = (value: number) => claimFigure(format, value, claim.unit);
  const [from, to] = axis.holds;
  const told = [
    ...(values.length > 0 ? [] : [t(`claims.verdict.${claim.verdict}`)]),
    ...claim.seeds.filter(({ value }) => value !== null).map(({ seed, value }) => `${t("lab.seed", { seed })} ${shown(value ?? 0)}`),
    ...(claim.book === null ? [] : [`${t("claims.book")} ${shown(claim.book)}`]),
  ];
  return (
    <svg className={classes.dots} role="img" aria-label={told.join(", ")} data-testid="dots">
      <rect className={classes.holds} x={`${100 * from}%`} width={`${100 * (to - from)}%`} y="20%" height="60%" rx="3" />
      <line className={classes.line} x1="0%" x2="100%" y1="50%" y2="50%" />
      {claim.book !== null && <line className={classes.book} x1={percent(claim.book)} x2={percent(claim.book)} y1="5%" y2="95%" />}
      {claim.mean !== null && values.length > 1 && (
        <line className={classes.mean} x1={percent(claim.mean)} x2={percent(claim.mean)} y1="25%" y2="75%" />
      )}
      {claim.seeds.map(
        ({ seed, value }) => value !== null && <circle key={seed} className={classes.seed} cx={percent(value)} cy="50%" r="5" />,
      )}
    </svg>
  );
}
