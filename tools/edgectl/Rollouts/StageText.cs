using EdgeAppliance.Bundles.Rollouts;

namespace EdgeAppliance.Edgectl.Rollouts;

/// <summary>A stage on the command line: <c>SHARE[:WAIT[:SUCCESS]]</c>, as <c>10%:1d:98%</c>.</summary>
internal static class StageText
{
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static RolloutStage Parse(string text)
    {
        string[] parts = text.Split(':');
        int? share = ShareText.TryParse(parts[0]);
        var wait = parts.Length > 1 ? DurationText.TryParse(parts[1]) : TimeSpan.Zero;
        int? success = parts.Length > 2 ? ShareText.TryParse(parts[2]) : RolloutStage.AllPpm;
        if (share is null || wait is null || success is null || parts.Length > 3) throw new InvalidDataException($"'{text}' is no stage; one is written as 10%:1d:98%: its share, how long it lasts at least, and how many of it must commit");
        return new RolloutStage(share.Value) { Wait = wait.Value, SuccessPpm = success.Value };
    }
}
