/** Shows and hides what is archived. The URL holds it. */
import { Switch } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';

type Props = { readonly label: string; readonly checked: boolean; readonly to: '/accounts' | '/settings/categories' };

export function ArchivedSwitch({ label, checked, to }: Props) {
  const navigate = useNavigate();
  return (
    <Switch
      label={label}
      checked={checked}
      onChange={({ currentTarget }) =>
        void navigate({
          to,
          search: currentTarget.checked ? { archived: true } : {},
          replace: true,
          resetScroll: false,
        })
      }
    />
  );
}
