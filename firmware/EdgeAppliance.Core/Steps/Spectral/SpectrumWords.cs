namespace EdgeAppliance.Core.Steps.Spectral;

/// <summary>Reads values that several steps on spectra check alike.</summary>
internal static class SpectrumWords
{
    /// <returns>The word's place among <paramref name="words"/>; 0, the standard, where the key is missing or wrong.</returns>
    public static int Read(StepConfiguration configuration, string key, string[] words)
    {
        string word = configuration.Text(key, words[0]);
        int at = Array.IndexOf(words, word);
        if (at < 0) configuration.Report(key, $"must be one of {string.Join(", ", words)}.");
        return Math.Max(at, 0);
    }

    public static double Positive(StepConfiguration configuration, string key, double fallback)
    {
        double value = configuration.Number(key, fallback);
        if (value > 0) return value;
        configuration.Report(key, "must be more than 0.");
        return fallback;
    }
}
