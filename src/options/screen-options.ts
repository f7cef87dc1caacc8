/** Options of the full screen. What a person sets once belongs into the settings file; these override it. */
import { type Command, Option } from 'commander';
import { THEME_NAMES, type ThemeName } from '../tui/theme/theme.js';

export interface ScreenFlags {
  readonly ascii?: boolean;
  /** False after --no-color. */
  readonly color?: boolean;
  readonly theme?: ThemeName;
  readonly readonly?: boolean;
  readonly vi?: boolean;
  readonly mouse?: boolean;
  /** A path, or false after --no-config. */
  readonly config?: string | boolean;
}

const GROUP = 'The screen:';

export function addScreenOptions(command: Command): Command {
  return command
    .addOption(new Option('--ascii', 'draw with ASCII only (default where the locale is not UTF-8)').helpGroup(GROUP))
    .addOption(new Option('-C, --no-color', 'no colours, as NO_COLOR says').helpGroup(GROUP))
    .addOption(
      new Option('--theme <name>', 'colours: auto (as the terminal’s background), dark, light, contrast or mono')
        .choices(THEME_NAMES)
        .helpGroup(GROUP),
    )
    .addOption(new Option('--readonly', 'take away everything that acts on processes').helpGroup(GROUP))
    .addOption(new Option('--vi', 'move with h, j, k, l').helpGroup(GROUP))
    .addOption(new Option('--mouse', 'wheel and clicks').helpGroup(GROUP))
    .addOption(new Option('--config <file>', 'settings file (default: $XDG_CONFIG_HOME/gpu-top/config.toml)').helpGroup(GROUP))
    .addOption(new Option('--no-config', 'read no settings file').helpGroup(GROUP));
}
