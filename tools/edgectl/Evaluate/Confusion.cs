namespace EdgeAppliance.Edgectl.Evaluate;

/// <summary>How often a detector was right, row by row.</summary>
internal readonly record struct Confusion(long TruePositives, long TrueNegatives, long FalsePositives, long FalseNegatives)
{
    /// <summary>Harmonic mean of precision and recall, a fraction. Never quote it without <see cref="FalseAlarmPercent"/>.</summary>
    public double F1 => TruePositives == 0 ? 0 : TruePositives / (TruePositives + (FalsePositives + FalseNegatives) / 2.0);

    /// <summary>Flagged rows among the healthy ones, in percent.</summary>
    public double FalseAlarmPercent => Percent(FalsePositives, TrueNegatives);

    /// <summary>Rows not flagged among the anomalous ones, in percent.</summary>
    public double MissedAlarmPercent => Percent(FalseNegatives, TruePositives);

    public static Confusion operator +(Confusion a, Confusion b) =>
        new(a.TruePositives + b.TruePositives, a.TrueNegatives + b.TrueNegatives, a.FalsePositives + b.FalsePositives, a.FalseNegatives + b.FalseNegatives);

    /// <summary>Counts the rows from <paramref name="firstRow"/> on.</summary>
    public static Confusion Count(ReadOnlySpan<bool> flags, ReadOnlySpan<bool> labels, int firstRow)
    {
        long tp = 0, tn = 0, fp = 0, fn = 0;
        for (int i = firstRow; i < labels.Length; i++)
        {
            if (labels[i]) _ = flags[i] ? tp++ : fn++;
            else _ = flags[i] ? fp++ : tn++;
        }
        return new Confusion(tp, tn, fp, fn);
    }

    private static double Percent(long part, long rest) => part == 0 ? 0 : 100.0 * part / (part + rest);
}
