/** Links between the pages of a user who is not signed in. */
import { Anchor, Button } from '@mantine/core';
import { Link, type LinkProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';

type Props = { readonly to: NonNullable<LinkProps['to']>; readonly children: ReactNode };

export const AuthLink = ({ to, children }: Props) => (
  <Anchor size="sm" underline="always" renderRoot={(props) => <Link to={to} {...props} />}>
    {children}
  </Anchor>
);

export const AuthButtonLink = ({ to, variant = 'filled', children }: Props & { readonly variant?: string }) => (
  <Button fullWidth variant={variant} renderRoot={(props) => <Link to={to} {...props} />}>
    {children}
  </Button>
);
