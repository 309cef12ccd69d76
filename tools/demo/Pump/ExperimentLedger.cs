using EdgeAppliance.Demo.Cloud;

namespace EdgeAppliance.Demo.Pump;

/// <summary>What came to the cloud of one experiment.</summary>
internal sealed class ExperimentLedger(Experiment experiment)
{
    private readonly bool[] _came = new bool[experiment.Rows];
    private readonly Verdict[] _verdicts = new Verdict[experiment.Rows];

    public Experiment Experiment => experiment;

    /// <summary>Different rows that came.</summary>
    public int Rows { get; private set; }

    /// <summary>Different rows that the model gave a score for.</summary>
    public int Scored { get; private set; }

    /// <summary>Records of a row that had come in another record, or that is not in the file.</summary>
    public int Wrong { get; private set; }

    public ReadOnlySpan<Verdict> Verdicts => _verdicts;

    public Score Score => Score.Of(_verdicts, experiment.Labels);

    public void AddRow(CloudRecord record)
    {
        int row = experiment.RowAt(record.Time);
        if (row < 0 || _came[row])
        {
            Wrong++;
            return;
        }
        _came[row] = true;
        Rows++;
    }

    public void AddScore(CloudRecord record)
    {
        int row = experiment.RowAt(record.Time);
        if (row < 0 || _verdicts[row] != Verdict.None)
        {
            Wrong++;
            return;
        }
        _verdicts[row] = record.Number("score") > record.Number("threshold") ? Verdict.Alarm : Verdict.Healthy;
        Scored++;
    }
}
