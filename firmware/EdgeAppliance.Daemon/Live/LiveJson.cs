using System.Buffers;
using System.Text.Json;

namespace EdgeAppliance.Daemon.Live;

/// <summary>Writes readings as <c>{"id":"…","device":"pump-7","time":"…","values":{"temp":21.5}}</c>. A missing value is left out.</summary>
/// <param name="epoch">Of this life of the daemon: numbers of another one mean nothing.</param>
/// <param name="realUs">What a stored time really is.</param>
internal sealed class LiveJson(string epoch, Func<long, long> realUs)
{
    private const int EpochDigits = 16;

    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly Utf8JsonWriter _json = new(Stream.Null);

    public string IdOf(long number) => $"{epoch}-{number}";

    /// <returns>The number of an id; 0 where it is of another life; null where it is none.</returns>
    public long? NumberOf(string id)
    {
        int dash = id.IndexOf('-');
        if (dash is < 1 or > EpochDigits || !long.TryParse(id.AsSpan(dash + 1), System.Globalization.NumberStyles.None, null, out long number)) return null;
        return id.AsSpan(0, dash).SequenceEqual(epoch) ? number : 0;
    }

    /// <remarks>One thread at a time.</remarks>
    public LiveEvent Write(LiveBatch batch, int row)
    {
        _buffer.ResetWrittenCount();
        var json = _json;
        json.Reset(_buffer);
        json.WriteStartObject();
        json.WriteString("id", IdOf(batch.FirstNumber + row));
        json.WriteString("device", batch.Device);
        json.WriteString("time", RealTime(batch.TimesUs[row]));
        json.WriteStartObject("values");
        for (int c = 0; c < batch.Channels.Count; c++)
            if (double.IsFinite(batch.Value(row, c))) json.WriteNumber(batch.Channels[c], batch.Value(row, c));
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return new LiveEvent(batch.FirstNumber + row, batch.Device, _buffer.WrittenSpan.ToArray());
    }

    /// <returns>Its real time and what it holds, by channel; what is missing is left out.</returns>
    public (DateTimeOffset Time, IReadOnlyDictionary<string, double> Values) Shown(LatestReading latest)
    {
        var (channels, timeUs, values) = latest.Get();
        var named = new Dictionary<string, double>();
        for (int c = 0; c < values.Length; c++)
            if (double.IsFinite(values[c])) named[channels[c]] = values[c];
        return (RealTime(timeUs), named);
    }

    private DateTimeOffset RealTime(long storedUs) => DateTimeOffset.UnixEpoch.AddTicks(realUs(storedUs) * TimeSpan.TicksPerMicrosecond);
}
