using System.Globalization;
using System.Text;

namespace EdgeAppliance.Edgectl.Terminal;

/// <summary>Lines that are drawn again in place where a person looks on; into a file or a pipe only what has become another.</summary>
internal sealed class LivePanel(Screen screen)
{
    private string _before = "";
    private int _rows;

    public void Show(IReadOnlyList<string> lines)
    {
        string text = string.Join('\n', lines);
        if (!screen.IsLive)
        {
            if (text != _before) screen.Output.WriteLine(text);
            _before = text;
            return;
        }
        var frame = new StringBuilder();
        if (_rows > 0) frame.Append(CultureInfo.InvariantCulture, $"\e[{_rows}A");
        foreach (string line in lines) frame.Append(line).Append("\e[K\n");
        screen.Output.Write(frame.Append("\e[J"));
        screen.Output.Flush();
        _rows = lines.Count;
    }

    /// <summary>What was shown stays, and the next is drawn below it.</summary>
    public void Keep() => _rows = 0;
}
