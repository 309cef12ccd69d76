using System.Globalization;
using System.Text;
using EdgeAppliance.Demo.View;

namespace EdgeAppliance.Demo.Pump;

/// <summary>One experiment as it stands, for the panel.</summary>
internal sealed class PumpStrip(ExperimentLedger ledger)
{
    /// <summary>Columns of a line beside its cells.</summary>
    public const int TextWidth = NameWidth + FiguresWidth;

    public const char Learning = '·', Healthy = '▁', Hit = '█', Miss = '░', FalseAlarm = '!';

    private const int NameWidth = 11;
    private const int FiguresWidth = 22;

    private readonly Verdict[] _verdicts = ledger.Verdicts.ToArray();
    private readonly bool[] _labels = ledger.Experiment.Labels;

    public string Name { get; } = string.Create(CultureInfo.InvariantCulture, $"valve1/{ledger.Experiment.Number}");

    public int Rows { get; } = ledger.Rows;

    public Score Score { get; } = ledger.Score;

    /// <summary>Name, cells and figures.</summary>
    public string Line(Style style, int cells)
    {
        string figures = Score.Rows == 0 ? "" : $"  F1 {Score.F1:F2}  FAR {Score.FalseAlarmPercent,4:F1} %";
        return Name.PadRight(NameWidth) + Draw(style, cells) + figures;
    }

    private string Draw(Style style, int cells)
    {
        var text = new StringBuilder();
        char before = '\0';
        var run = new StringBuilder();
        for (int cell = 0; cell <= cells; cell++)
        {
            char now = cell == cells ? '\0' : Cell(cell * _labels.Length / cells, (cell + 1) * _labels.Length / cells);
            if (now != before && run.Length > 0)
            {
                text.Append(Coloured(style, before, run.ToString()));
                run.Clear();
            }
            run.Append(before = now);
        }
        return text.ToString();
    }

    /// <summary>What most of the cell's rows are; blank where they are still to come.</summary>
    private char Cell(int first, int last)
    {
        if (Rows <= first) return ' ';
        var score = Score.Of(_verdicts.AsSpan(first, last - first), _labels.AsSpan(first, last - first));
        if (score.Rows == 0) return Learning;
        int most = Math.Max(Math.Max(score.Hits, score.Misses), Math.Max(score.FalseAlarms, score.Rests));
        if (most == score.Hits) return Hit;
        if (most == score.Misses) return Miss;
        return most == score.FalseAlarms ? FalseAlarm : Healthy;
    }

    private static string Coloured(Style style, char kind, string text) => kind switch
    {
        Hit => style.Green(text),
        Miss => style.Yellow(text),
        FalseAlarm => style.Red(text),
        Learning => style.Dim(text),
        _ => text,
    };
}
