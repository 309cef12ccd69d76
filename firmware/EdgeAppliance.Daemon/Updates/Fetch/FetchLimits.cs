using System.Globalization;
using EdgeAppliance.Bundles.Chunks;
using EdgeAppliance.Daemon.Configuration;

namespace EdgeAppliance.Daemon.Updates.Fetch;

/// <summary>What fetching may use of the line: for one version, in one period, and a second.</summary>
/// <param name="PeriodBytesMax">In each <paramref name="Period"/>.</param>
internal sealed record FetchLimits(long BytesMax, long BytesPerSecondMax, long PeriodBytesMax, TimeSpan? Period)
{
    public static FetchLimits None { get; } = new(long.MaxValue, long.MaxValue, long.MaxValue, null);

    public static FetchLimits Of(UpdatesConfiguration updates) => new(updates.BytesMax, updates.RateMax ?? long.MaxValue, updates.PeriodBytesMax, updates.Period);

    /// <summary>What is left now.</summary>
    /// <param name="spent">For the version.</param>
    public TransferLimits Left(long spent, FetchJournal journal, DateTimeOffset now)
    {
        long ofVersion = BytesMax - spent;
        long ofPeriod = Period is { } period ? PeriodBytesMax - journal.InPeriod(period, now) : long.MaxValue;
        string whenSpent = ofVersion <= ofPeriod
            ? Text($"The {BytesMax} bytes that may be fetched for one version are spent.")
            : Text($"The {PeriodBytesMax} bytes that may be fetched in {Period!.Value.TotalHours:0.##} h are spent; it goes on when these are over.");
        return new TransferLimits { BytesMax = Math.Max(0, Math.Min(ofVersion, ofPeriod)), BytesPerSecondMax = BytesPerSecondMax, WhenSpent = whenSpent };
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
