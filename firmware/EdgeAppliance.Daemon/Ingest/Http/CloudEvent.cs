using System.Text.Json;

namespace EdgeAppliance.Daemon.Ingest.Http;

/// <summary>An event's attributes and where its data lies (CloudEvents 1.0, JSON event format section 3).</summary>
internal ref struct CloudEvent
{
    public ReadOnlySpan<byte> Source;
    public ReadOnlySpan<byte> Id;
    public string? Subject;
    public string? DataContentType;
    public DateTimeOffset? Time;
    public Range Data;
    public byte[]? Data64;
    private bool _hasVersion;
    private bool _hasType;
    private bool _hasData;

    public readonly bool IsWhole => _hasVersion && _hasType && _hasData && !Source.IsEmpty && !Id.IsEmpty;

    /// <param name="reader">Stands on the event's first token.</param>
    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="InvalidOperationException">An attribute is of the wrong kind; the reader stands on it.</exception>
    public static CloudEvent Read(scoped ref Utf8JsonReader reader)
    {
        var found = new CloudEvent();
        if (reader.TokenType != JsonTokenType.StartObject) throw new InvalidOperationException();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName) found.ReadAttribute(ref reader);
        return found;
    }

    private void ReadAttribute(scoped ref Utf8JsonReader reader)
    {
        if (Takes(ref reader, "specversion"u8)) _hasVersion = Text(ref reader).StartsWith("1."u8);
        else if (Takes(ref reader, "type"u8)) _hasType = !Text(ref reader).IsEmpty;
        else if (Takes(ref reader, "source"u8)) Source = Text(ref reader);
        else if (Takes(ref reader, "id"u8)) Id = Text(ref reader);
        else if (Takes(ref reader, "subject"u8)) Subject = reader.GetString();
        else if (Takes(ref reader, "datacontenttype"u8)) DataContentType = reader.GetString();
        else if (Takes(ref reader, "time"u8)) Time = reader.TryGetDateTimeOffset(out var time) ? time : throw new InvalidOperationException();
        else if (Takes(ref reader, "data_base64"u8)) (Data64, _hasData) = (reader.GetBytesFromBase64(), true);
        else if (Takes(ref reader, "data"u8)) ReadData(ref reader);
        else
        {
            reader.Read();
            reader.Skip();
        }
    }

    private void ReadData(scoped ref Utf8JsonReader reader)
    {
        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        Data = start..(int)reader.BytesConsumed;
        _hasData = true;
    }

    private static bool Takes(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        if (!reader.ValueTextEquals(name)) return false;
        reader.Read();
        return true;
    }

    private static ReadOnlySpan<byte> Text(scoped ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String ? reader.ValueSpan : throw new InvalidOperationException();
}
