using System.Globalization;
using EdgeAppliance.Drivers.Buses;

namespace EdgeAppliance.Drivers.Linux.Iio;

/// <summary>Sets a device's buffer up through its files, and down again (Documentation/iio/iio_devbuf.rst): 1. everything off, 2. the channels
/// that are wanted on, 3. a trigger, 4. the length, 5. on.</summary>
internal sealed class IioBuffer : IDisposable
{
    private const string Timers = "sys/kernel/config/iio/triggers/hrtimer";

    private readonly IioBufferOptions _options;
    private readonly string _device;

    public IioBuffer(IioBufferOptions options)
    {
        _options = options;
        _device = IioDevices.Find(options.Root, options.Device);
        string elements = Path.Combine(_device, "scan_elements");
        Channels = [.. KernelFolder.Files(elements, "in_*_en").Select(file => IioChannel.IdOf(file, "_en")).Where(id => id != "timestamp" && IsWanted(id)).Select(id => IioChannel.Of(_device, id))];
        if (Channels.Count == 0) throw new BusException(BusFault.Unsupported, $"The device '{options.Device}' has no buffer, or none of the channels.");
        Scan = new IioScan([.. Channels.Select(channel => (Index(channel.Id), Element(channel.Id)))], Element("timestamp"));
    }

    public IReadOnlyList<IioChannel> Channels { get; }

    public IioScan Scan { get; }

    public string File => Path.Combine(_options.Root, "dev", Path.GetFileName(_device));

    public void Start()
    {
        Set("buffer/enable", "0"); // 1
        foreach (string file in KernelFolder.Files(Path.Combine(_device, "scan_elements"), "in_*_en")) // 2
        {
            string id = IioChannel.IdOf(file, "_en");
            AttributeFile.Write(file, id == "timestamp" || IsWanted(id) ? "1" : "0");
        }
        if (System.IO.File.Exists(Path.Combine(_device, "current_timestamp_clock"))) Set("current_timestamp_clock", "monotonic");
        Trigger(); // 3
        Set("buffer/length", _options.ScansMax.ToString(CultureInfo.InvariantCulture)); // 4
        Set("buffer/enable", "1"); // 5
    }

    public void Dispose()
    {
        try
        {
            Set("buffer/enable", "0");
        }
        catch (BusException)
        {
            // The device is gone: its buffer with it.
        }
    }

    private void Trigger()
    {
        string current = Path.Combine(_device, "trigger/current_trigger");
        string rate = _options.RateHz.ToString(CultureInfo.InvariantCulture);
        if (!System.IO.File.Exists(current))
        {
            Set("sampling_frequency", rate); // its own
            return;
        }
        string name = _options.Trigger.Length > 0 ? _options.Trigger : $"edge-{Path.GetFileName(_device).Replace(':', '-')}";
        if (IioDevices.Trigger(_options.Root, name) is null) MakeTimer(name);
        string folder = IioDevices.Trigger(_options.Root, name) ?? throw new BusException(BusFault.Unplugged, $"There is no trigger '{name}'.");
        if (System.IO.File.Exists(Path.Combine(folder, "sampling_frequency"))) AttributeFile.Write(Path.Combine(folder, "sampling_frequency"), rate);
        AttributeFile.Write(current, name);
    }

    private void MakeTimer(string name)
    {
        string timers = Path.Combine(_options.Root, Timers);
        if (_options.Trigger.Length > 0 || !Directory.Exists(timers)) return;
        try
        {
            Directory.CreateDirectory(Path.Combine(timers, name));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw AttributeFile.Fault(timers, e);
        }
    }

    private bool IsWanted(string id) => _options.Channels.Count == 0 || _options.Channels.Contains(id);

    private int Index(string id) =>
        int.TryParse(AttributeFile.Line(Path.Combine(_device, $"scan_elements/in_{id}_index")), NumberStyles.None, CultureInfo.InvariantCulture, out int index)
            ? index : throw new BusException(BusFault.Unsupported, $"The channel '{id}' has no place in a scan.");

    private IioElement Element(string id) =>
        AttributeFile.Line(Path.Combine(_device, $"scan_elements/in_{id}_type")) is { } type && IioElement.Parse(type) is { } element
            ? element : throw new BusException(BusFault.Unsupported, $"The channel '{id}' lies in a scan in a way that is not known here.");

    private void Set(string file, string text) => AttributeFile.Write(Path.Combine(_device, file), text);
}
