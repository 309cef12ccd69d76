using System.Runtime.InteropServices;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Sensors;
using Microsoft.Win32.SafeHandles;

namespace EdgeAppliance.Drivers.Linux.Iio;

/// <summary>Scans that the kernel takes at the rate of a trigger, each with its own time, and keeps until they are fetched at the source's beat.</summary>
internal sealed class IioBufferedSensor : Sensor
{
    private const int TryAgain = 11; // EAGAIN: nothing there now

    private readonly IioBuffer _buffer;
    private readonly TimeProvider _time;
    private readonly byte[] _bytes;
    private readonly double[] _row;
    private SafeFileHandle? _file;

    public IioBufferedSensor(IioBufferOptions options, TimeProvider time)
    {
        _buffer = new IioBuffer(options);
        _time = time;
        RowsMax = options.ScansMax;
        _bytes = new byte[_buffer.Scan.Bytes * options.ScansMax];
        _row = new double[_buffer.Channels.Count];
        Channels = new ChannelSet([.. _buffer.Channels.Select(channel => channel.Name)]);
    }

    public override ChannelSet Channels { get; }

    public override int RowsMax { get; }

    public override void Begin(Pause pause)
    {
        _buffer.Start();
        _file = DeviceFile.Open(_buffer.File, "industrial I/O", readOnly: true, nonBlocking: true);
    }

    public override void Read(SensorRows rows)
    {
        int length = Fetch();
        // The kernel's monotonic times become times of day by what both clocks say now.
        long nowNs = _time.GetTimestamp() * (1_000_000_000 / _time.TimestampFrequency);
        int bytes = _buffer.Scan.Bytes;
        // The kernel does not say what it dropped; a full buffer says that it had to.
        if (length == _bytes.Length) rows.Lose(1);
        for (int at = 0; at + bytes <= length; at += bytes)
        {
            var scan = _bytes.AsSpan(at, bytes);
            _buffer.Scan.Decode(scan, _row);
            for (int c = 0; c < _row.Length; c++) _row[c] = (_row[c] + _buffer.Channels[c].Offset) * _buffer.Channels[c].Factor;
            rows.Add(rows.NowUs - Math.Max(0, (nowNs - _buffer.Scan.TimestampNs(scan)) / 1000), _row);
        }
    }

    public override void Dispose()
    {
        _file?.Dispose();
        _buffer.Dispose();
    }

    private unsafe int Fetch()
    {
        nint length;
        fixed (byte* bytes = _bytes) length = Kernel.Read(_file!, bytes, _bytes.Length);
        if (length >= 0) return (int)length;
        int errno = Marshal.GetLastPInvokeError();
        if (errno == TryAgain) return 0;
        throw new BusException(BusFaults.OfError(errno), $"{_buffer.File}: {Marshal.GetPInvokeErrorMessage(errno)}.");
    }
}
