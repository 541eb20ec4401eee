import Box, { type BoxProps } from '@cloudscape-design/components/box';
import { partsOf, type Part } from './yaml';

const colours: Record<Part['kind'], BoxProps.Color> = {
  comment: 'text-body-secondary',
  key: 'text-status-info',
  text: 'inherit',
};

/** A script to be read, with its keys and comments told apart; long lines wrap. */
export function Yaml({ text }: { text: string }) {
  return (
    <Box variant="pre">
      <span style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {text
          .trimEnd()
          .split('\n')
          .map((line, number) => (
            <span key={number}>
              {partsOf(line).map((part, i) => (
                <Box key={i} variant="code" color={colours[part.kind]}>
                  {part.text}
                </Box>
              ))}
              {'\n'}
            </span>
          ))}
      </span>
    </Box>
  );
}
