/** A button that opens the fields of one filter. */
import { Button, Popover } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { sizes } from '../../../app/theme.ts';
import { text } from '../../../i18n/text.ts';
import { FocusInside } from '../../../ui/dialog/focus-inside.tsx';

/** For lists in a filter menu: they stay inside, so that choosing does not close the menu. */
export const insideMenu = { withinPortal: false, shadow: 'md' };

type Props = { readonly label: string; readonly icon?: ReactNode; readonly children: ReactNode };

export function FilterMenu({ label, icon, children }: Props) {
  return (
    <Popover width={sizes.menu} position="bottom-start" trapFocus>
      <Popover.Target>
        <Button
          variant="default"
          leftSection={icon}
          rightSection={<IconChevronDown size={sizes.smallIcon} />}
          aria-label={text('transactions.filter-by-label', { label })}
        >
          {label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <FocusInside>{children}</FocusInside>
      </Popover.Dropdown>
    </Popover>
  );
}
