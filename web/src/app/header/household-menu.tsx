/** The households of a user who has several, to switch between them. */
import { Menu, UnstyledButton } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { text } from '../../i18n/text.ts';
import { sizes } from '../theme.ts';
import style from './header.module.css';

export function HouseholdMenu() {
  const { household, households, choose } = useCurrentHousehold();
  return (
    <Menu>
      <Menu.Target>
        <UnstyledButton
          className={style['household']}
          aria-label={text('app.household-name-change', { name: household.name })}
        >
          <span className={style['name']}>{household.name}</span>
          <IconChevronDown size={sizes.smallIcon} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {households.map(({ id, name }) => (
          <Menu.Item key={id} onClick={() => choose(id)} aria-current={id === household.id}>
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
