import { Anchor, Button, type ButtonProps } from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import { type ComponentPropsWithoutRef, forwardRef } from "react";

type Props = ButtonProps & Omit<ComponentPropsWithoutRef<"a">, keyof ButtonProps>;

/** A link that looks like a button: it opens in a new tab where a person wants that. */
const ButtonAnchor = forwardRef<HTMLAnchorElement, Props>(function ButtonAnchor(props, ref) {
  return <Button component="a" ref={ref} {...props} />;
});

/** Mantine's looks with the router's typed addresses. */
export const ButtonLink = createLink(ButtonAnchor);
export const AnchorLink = createLink(Anchor<"a">);
