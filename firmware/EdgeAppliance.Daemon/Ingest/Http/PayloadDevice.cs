using System.Text.Json;

namespace EdgeAppliance.Daemon.Ingest.Http;

/// <summary>Finds the device's name inside a reading.</summary>
internal sealed class PayloadDevice
{
    private readonly byte[][] _path;
    private readonly DeviceTable _devices;

    /// <exception cref="FormatException">The pointer is none.</exception>
    public PayloadDevice(string pointer, DeviceTable devices)
    {
        var root = JsonPointerNode.Root();
        root.Add(pointer, 0);
        var path = new List<byte[]>();
        for (var node = root; node.Children.Count > 0;)
        {
            node = node.Children[0];
            path.Add(node.Name);
        }
        _path = [.. path];
        _devices = devices;
    }

    /// <summary>The column of a table that names it.</summary>
    public ReadOnlySpan<byte> Column => _path.Length == 1 ? _path[0] : default;

    public PostFault Find(ReadOnlySpan<byte> reading, out DeviceStream? device)
    {
        device = null;
        var reader = new Utf8JsonReader(reading);
        try
        {
            reader.Read();
            return Find(ref reader, 0, out device);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return new PostFault(PayloadError.NotJson, (int)reader.TokenStartIndex);
        }
    }

    private PostFault Find(ref Utf8JsonReader reader, int level, out DeviceStream? device)
    {
        device = null;
        int start = (int)reader.TokenStartIndex;
        if (level == _path.Length) return Resolve(ref reader, out device);
        if (reader.TokenType != JsonTokenType.StartObject) return new PostFault(PayloadError.NoDevice, start);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isNext = reader.ValueTextEquals(_path[level]);
            reader.Read();
            if (isNext) return Find(ref reader, level + 1, out device);
            reader.Skip();
        }
        return new PostFault(PayloadError.NoDevice, start);
    }

    private PostFault Resolve(ref Utf8JsonReader reader, out DeviceStream? device)
    {
        device = null;
        if (reader.TokenType == JsonTokenType.String) device = reader.ValueIsEscaped ? _devices.Find(reader.GetString()!) : _devices.Find(reader.ValueSpan);
        return device is null ? new PostFault(PayloadError.DeviceInvalid, (int)reader.TokenStartIndex) : PostFault.None;
    }
}
