using System.Globalization;

namespace EdgeAppliance.Bundles.Rollouts;

/// <summary>A time of the week, by the device's own clock on the wall, at which installing disturbs nobody.</summary>
/// <param name="Days">On which it begins.</param>
/// <param name="From">Of the day; included.</param>
/// <param name="To">Not included; at or before <paramref name="From"/> it is one of the next day.</param>
public sealed record MaintenanceWindow(IReadOnlySet<DayOfWeek> Days, TimeOnly From, TimeOnly To)
{
    private const int DaysAhead = 8;

    /// <summary>The difference of two times of the day goes over midnight by itself.</summary>
    private TimeSpan Length => To == From ? TimeSpan.FromDays(1) : To - From;

    /// <param name="wall">By the device's clock on the wall.</param>
    /// <returns>When it is open next; now where it is open now.</returns>
    public DateTime NextOpen(DateTime wall)
    {
        // One that began yesterday may still be open.
        for (int day = -1; day < DaysAhead; day++)
        {
            var begin = wall.Date.AddDays(day) + From.ToTimeSpan();
            if (!Days.Contains(begin.DayOfWeek) || begin + Length <= wall) continue;
            return begin > wall ? begin : wall;
        }
        throw new InvalidOperationException("A window without days is never read.");
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{string.Join(',', Days.Order().Select(day => day.ToString()[..3].ToLowerInvariant()))} {From:HH\\:mm}-{To:HH\\:mm}");
}
