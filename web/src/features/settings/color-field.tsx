/** A field for a colour of the palette: a number from 1, or 0 for an automatic choice. */
import { ColorSwatch, Group, Input, UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { HUES, sizes } from '../../app/theme.ts';
import { text } from '../../i18n/text.ts';
import { hue } from '../../ui/layout/dot.tsx';

type Props = {
  readonly label: string;
  readonly value?: number;
  readonly onChange: (color: number) => void;
  readonly error?: ReactNode;
};

export const ColorField = ({ label, value = 0, onChange, error }: Props) => (
  <Input.Wrapper label={label} error={error}>
    <Group gap="sm" mt="xs">
      <Swatch
        label={text('settings.automatic')}
        selected={value === 0}
        color="transparent"
        choose={() => onChange(0)}
      />
      {Array.from({ length: HUES }, (_, i) => i + 1).map((index) => (
        <Swatch
          key={index}
          label={text('settings.colour-index', { index })}
          selected={value === index}
          color={hue(index)}
          choose={() => onChange(index)}
        />
      ))}
    </Group>
  </Input.Wrapper>
);

type SwatchProps = {
  readonly label: string;
  readonly selected: boolean;
  readonly color: string;
  readonly choose: () => void;
};

const Swatch = ({ label, selected, color, choose }: SwatchProps) => (
  <UnstyledButton onClick={choose} aria-label={label} aria-pressed={selected}>
    <ColorSwatch
      color={color}
      size={sizes.swatch}
      style={{
        outline: selected ? 'var(--melo-focus) solid var(--mantine-color-text)' : 'none',
        outlineOffset: 'var(--melo-focus)',
      }}
    />
  </UnstyledButton>
);
