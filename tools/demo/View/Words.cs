namespace EdgeAppliance.Demo.View;

/// <summary>Fits text into columns.</summary>
internal static class Words
{
    /// <summary>Breaks between words; a word that is longer than the width stands alone.</summary>
    public static List<string> Wrap(string text, int width)
    {
        var lines = new List<string>();
        string line = "";
        foreach (string word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                lines.Add(line);
                line = word;
            }
            else line = line.Length == 0 ? word : $"{line} {word}";
        }
        lines.Add(line);
        return lines;
    }

    /// <summary>Columns that a line takes on a terminal: colours take none.</summary>
    public static int Columns(string line)
    {
        int columns = 0;
        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] == '\e') i = EndOfEscape(line, i);
            else columns++;
        }
        return columns;
    }

    /// <summary>Cuts a line to the width, counting as <see cref="Columns"/> does, and ends its colours.</summary>
    public static string Cut(string line, int width)
    {
        int columns = 0;
        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] == '\e') i = EndOfEscape(line, i);
            else if (++columns > width) return line.Contains('\e') ? line[..i] + "\e[0m" : line[..i];
        }
        return line;
    }

    private static int EndOfEscape(string line, int start)
    {
        int end = line.IndexOf('m', start);
        return end < 0 ? line.Length - 1 : end;
    }
}
