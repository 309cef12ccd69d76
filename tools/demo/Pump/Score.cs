namespace EdgeAppliance.Demo.Pump;

/// <summary>How often the alarm was right, row by row, on the rows it had an opinion of.</summary>
internal readonly record struct Score(int Hits, int Misses, int FalseAlarms, int Rests)
{
    /// <summary>Harmonic mean of precision and recall; 0 where nothing was found.</summary>
    public double F1 => Hits == 0 ? 0 : Hits / (Hits + (FalseAlarms + Misses) / 2.0);

    /// <summary>Healthy rows with an alarm, in percent.</summary>
    public double FalseAlarmPercent => FalseAlarms == 0 ? 0 : 100.0 * FalseAlarms / (FalseAlarms + Rests);

    public int Rows => Hits + Misses + FalseAlarms + Rests;

    public static Score operator +(Score a, Score b) => new(a.Hits + b.Hits, a.Misses + b.Misses, a.FalseAlarms + b.FalseAlarms, a.Rests + b.Rests);

    public static Score Of(ReadOnlySpan<Verdict> verdicts, ReadOnlySpan<bool> labels)
    {
        int hits = 0, misses = 0, falseAlarms = 0, rests = 0;
        for (int row = 0; row < verdicts.Length; row++)
        {
            if (verdicts[row] == Verdict.None) continue;
            bool alarm = verdicts[row] == Verdict.Alarm;
            if (labels[row]) _ = alarm ? hits++ : misses++;
            else _ = alarm ? falseAlarms++ : rests++;
        }
        return new Score(hits, misses, falseAlarms, rests);
    }
}
