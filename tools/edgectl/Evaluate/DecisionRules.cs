namespace EdgeAppliance.Edgectl.Evaluate;

/// <summary>From scores, one a window at hop 1 (entry j ends at row j + window - 1), to flagged rows.</summary>
internal static class DecisionRules
{
    /// <summary>The published limit: 4/3 of the 0.999 quantile (linear between neighbours) of the scores of windows that end before <paramref name="fitRows"/>.</summary>
    /// <exception cref="InvalidDataException">No window ends before that row.</exception>
    public static double Limit(ReadOnlySpan<double> scores, int window, int fitRows)
    {
        int count = Math.Min(scores.Length, fitRows - window + 1);
        if (count < 1) throw new InvalidDataException($"a recording needs at least {window} rows to fit on");
        double[] sorted = scores[..count].ToArray();
        Array.Sort(sorted);
        double place = 0.999 * (count - 1);
        int below = (int)place;
        double above = sorted[Math.Min(below + 1, count - 1)];
        return (sorted[below] + (above - sorted[below]) * (place - below)) * 4 / 3;
    }

    /// <summary>A row is flagged when the window that ends at it exceeds the limit: a live alarm can do this.</summary>
    public static bool[] Causal(ReadOnlySpan<double> scores, int window, double limit)
    {
        var flags = new bool[scores.Length + window - 1];
        for (int j = 0; j < scores.Length; j++) flags[j + window - 1] = scores[j] > limit;
        return flags;
    }

    /// <summary>SKAB's published rule: row i is flagged when the windows that start at i - window + 1 … i - 1 all exceed the
    /// limit. It looks about a window ahead, so it only serves to compare with the published table.</summary>
    public static bool[] Published(ReadOnlySpan<double> scores, int window, double limit)
    {
        var flags = new bool[scores.Length + window - 1];
        int run = 0; // windows in a row, up to the one that starts at row i - 1, that exceed the limit
        for (int i = 1; i < scores.Length; i++)
        {
            run = scores[i - 1] > limit ? run + 1 : 0;
            flags[i] = run >= window - 1;
        }
        return flags;
    }
}
