namespace EdgeAppliance.Edgectl.Evaluate;

/// <summary>A model's counts on every recording of a folder.</summary>
internal sealed record Evaluation(SortedDictionary<string, RuleCounts> Files)
{
    /// <summary>SKAB's protocol: these first rows of a recording are healthy and may be learnt from, the rest is tested.</summary>
    public const int FitRows = 400;

    public RuleCounts Pooled => Files.Values.Aggregate(default(RuleCounts), (sum, counts) => sum + counts);

    /// <param name="folder">Every *.csv below it is a recording.</param>
    public static Evaluation Run(WindowScorer scorer, string folder)
    {
        var files = new SortedDictionary<string, RuleCounts>(StringComparer.Ordinal);
        foreach (string file in Directory.EnumerateFiles(folder, "*.csv", SearchOption.AllDirectories))
        {
            string name = Path.GetRelativePath(folder, file);
            using var text = new StreamReader(file);
            var recording = RecordingReader.Read(name, text);
            files[name] = Count(recording, scorer.Score(recording, FitRows), scorer.Window);
        }
        return files.Count > 0 ? new Evaluation(files) : throw new InvalidDataException($"{folder} holds no *.csv");
    }

    private static RuleCounts Count(LabelledRecording recording, RecordingScores scores, int window)
    {
        var published = DecisionRules.Published(scores.Window, window, DecisionRules.Limit(scores.Window, window, FitRows));
        var causal = DecisionRules.Causal(scores.Newest, window, DecisionRules.Limit(scores.Newest, window, FitRows));
        return new RuleCounts(Confusion.Count(published, recording.Labels, FitRows), Confusion.Count(causal, recording.Labels, FitRows));
    }
}
