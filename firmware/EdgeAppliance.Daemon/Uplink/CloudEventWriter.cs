using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Daemon.Health;

namespace EdgeAppliance.Daemon.Uplink;

/// <summary>Writes packed records as CloudEvents 1.0 in structured JSON (the CNCF's JSON event format, section 3),
/// without allocating once it is warm.</summary>
/// <remarks>Used by one thread at a time. <c>sequence</c> is an extension attribute, as a number.</remarks>
internal sealed class CloudEventWriter : IDisposable
{
    private const int TextBytesMax = 64 + 2 * 256 + 64;
    private const long TimeUsMin = -62_135_596_800_000_000;
    private const long TimeUsMax = 253_402_300_799_999_999;

    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly byte[] _device;
    private readonly byte[] _text = new byte[TextBytesMax];
    private readonly Utf8JsonWriter _json = new(Stream.Null, s_options);

    private readonly ClockEras? _eras;

    /// <param name="device">The appliance's id; the device that a reading came from is the event's subject.</param>
    /// <param name="eras">Gives times their real ones. A time that is not sure comes with the extension attributes <c>bootid</c> and
    /// <c>monotonicus</c>, the microseconds of that boot's monotonic clock.</param>
    public CloudEventWriter(string device, ClockEras? eras = null)
    {
        _eras = eras;
        _device = Encoding.UTF8.GetBytes(device);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_device.Length, 64, nameof(device));
    }

    public void Write(in PackedRecord record, IBufferWriter<byte> output)
    {
        _json.Reset(output);
        _json.WriteStartObject();
        _json.WriteString("specversion"u8, "1.0"u8);
        _json.WriteString("id"u8, Id(record));
        _json.WriteString("source"u8, Source(record));
        _json.WriteString("type"u8, TypeOf(record.Header.Type));
        if (!record.Subject.IsEmpty) _json.WriteString("subject"u8, record.Subject);
        WriteTime(record.Header.TimeUs);
        _json.WriteNumber("sequence"u8, record.Header.Sequence);
        _json.WriteString("datacontenttype"u8, "application/json"u8);
        _json.WritePropertyName("data"u8);
        _json.WriteRawValue(record.Data.IsEmpty ? "{}"u8 : record.Data, skipInputValidation: true);
        _json.WriteEndObject();
        _json.Flush();
    }

    public void Dispose() => _json.Dispose();

    private void WriteTime(long timeUs)
    {
        ClockEra? unsure = null;
        long monotonicUs = 0;
        if (_eras is not null) timeUs = _eras.RealUs(timeUs, out unsure, out monotonicUs);
        _json.WriteString("time"u8, Time(timeUs));
        if (unsure is null) return;
        _json.WriteString("bootid"u8, unsure.BootId);
        _json.WriteNumber("monotonicus"u8, monotonicUs);
    }

    private static ReadOnlySpan<byte> TypeOf(RecordType type) => type switch
    {
        RecordType.Reading => "edge.reading.v1"u8,
        RecordType.Inference => "edge.inference.v1"u8,
        RecordType.Alarm => "edge.alarm.v1"u8,
        RecordType.Gap => "edge.gap.v1"u8,
        RecordType.Health => "edge.health.v1"u8,
        _ => "edge.unknown.v1"u8,
    };

    private ReadOnlySpan<byte> Id(in PackedRecord record)
    {
        int at = Append(Append(0, _device), "/"u8);
        at = Append(Append(at, record.Stream), "/"u8);
        Utf8Formatter.TryFormat(record.Header.Sequence, _text.AsSpan(at), out int digits);
        return _text.AsSpan(0, at + digits);
    }

    private ReadOnlySpan<byte> Source(in PackedRecord record)
    {
        int at = Append(Append(0, "/devices/"u8), _device);
        return _text.AsSpan(0, Append(Append(at, "/pipelines/"u8), StreamNames.PipelineOf(record.Stream)));
    }

    /// <summary>RFC 3339 with microseconds. A time outside of years 1 to 9999 has no such form and is brought to the nearest.</summary>
    private ReadOnlySpan<byte> Time(long timeUs)
    {
        var time = DateTime.UnixEpoch.AddTicks(Math.Clamp(timeUs, TimeUsMin, TimeUsMax) * TimeSpan.TicksPerMicrosecond);
        time.TryFormat(_text, out int bytes, "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture);
        return _text.AsSpan(0, bytes);
    }

    private int Append(int at, ReadOnlySpan<byte> part)
    {
        part.CopyTo(_text.AsSpan(at));
        return at + part.Length;
    }
}
