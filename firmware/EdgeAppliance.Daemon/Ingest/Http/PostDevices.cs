namespace EdgeAppliance.Daemon.Ingest.Http;

/// <summary>Whose a reading is: 1 who the path or header names, 2 who the reading itself names where the source says so,
/// 3 else the source's one device, which bears its name.</summary>
internal sealed class PostDevices
{
    private readonly DeviceTable _table;
    private readonly PayloadDevice? _inPayload;
    private readonly string _source;
    private DeviceStream? _own;

    /// <exception cref="FormatException">The pointer is none.</exception>
    public PostDevices(HttpSourceOptions options)
    {
        _table = new DeviceTable(options.Name, options.Limits);
        if (options.DevicePointer is { } pointer) _inPayload = new PayloadDevice(pointer, _table);
        _source = options.Name;
    }

    public int Count => _table.Count;

    /// <summary>The column of a table that names the device; empty where none does.</summary>
    public ReadOnlySpan<byte> Column => _inPayload is null ? default : _inPayload.Column;

    /// <summary>Whether readings name their device themselves.</summary>
    public bool AreInPayload => _inPayload is not null;

    public DeviceStream? Find(string name) => _table.Find(name);

    public DeviceStream? Find(ReadOnlySpan<byte> name) => _table.Find(name);

    /// <summary>Whose readings are that say nothing of it themselves.</summary>
    public PostFault Of(in PostOrigin origin, out DeviceStream? device)
    {
        device = origin.Device;
        if (device is null && _inPayload is null) device = _own ??= _table.Find(_source);
        if (device is not null) return PostFault.None;
        return new PostFault(_inPayload is null ? PayloadError.DeviceInvalid : PayloadError.NoDevice, -1);
    }

    public PostFault Of(ReadOnlySpan<byte> reading, in PostOrigin origin, out DeviceStream? device)
    {
        if (origin.Device is null && _inPayload is not null) return _inPayload.Find(reading, out device);
        return Of(origin, out device);
    }
}
