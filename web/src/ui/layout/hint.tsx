/** Says more about an element on hover, on focus and on tap. */
import { Tooltip } from '@mantine/core';
import type { ReactElement } from 'react';

type Props = { readonly label: string; readonly children: ReactElement };

export const Hint = ({ label, children }: Props) => (
  <Tooltip label={label} events={{ hover: true, focus: true, touch: true }}>
    {children}
  </Tooltip>
);
