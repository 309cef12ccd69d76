using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace EdgeAppliance.FunctionalTests.Cloud;

/// <summary>One record as it first came to the cloud.</summary>
/// <param name="Json">The whole event.</param>
internal sealed partial record ArchivedRecord(long Sequence, string Type, string Subject, byte[] Json)
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    /// <summary>As the appliance shows it.</summary>
    public DateTimeOffset Time => Read(record => record.GetProperty("time").GetDateTimeOffset());

    /// <summary>The event with its time as it is stored: of a time that is not sure, which carries the boot and its monotonic clock,
    /// the microseconds of that clock from the year 1 on, which is what the first boot's stored times are.</summary>
    public string StoredEvent => UnsureTime().Replace(Encoding.UTF8.GetString(Json), match => $"\"time\":\"{Monotonic(match).ToString(TimeFormat, CultureInfo.InvariantCulture)}\"");

    /// <summary>Microseconds since 1970, as it is stored.</summary>
    public long StoredTimeUs
    {
        get
        {
            var match = UnsureTime().Match(Encoding.UTF8.GetString(Json));
            return ((match.Success ? Monotonic(match) : Time.UtcDateTime) - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        }
    }

    /// <summary>Channels and values, in their order.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Data => Read(record =>
        record.GetProperty("data").EnumerateObject().Where(member => member.Value.ValueKind == JsonValueKind.Number)
            .Select(member => KeyValuePair.Create(member.Name, member.Value.GetDouble())).ToArray());

    public double Value(string channel) => Data.Single(member => member.Key == channel).Value;

    [GeneratedRegex("""
        "time":"[^"]*","bootid":"[^"]*","monotonicus":([0-9]+)
        """)]
    private static partial Regex UnsureTime();

    private static DateTime Monotonic(Match match) => DateTime.MinValue.AddTicks(long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) * TimeSpan.TicksPerMicrosecond);

    private T Read<T>(Func<JsonElement, T> read)
    {
        using var document = JsonDocument.Parse(Json);
        return read(document.RootElement);
    }
}
