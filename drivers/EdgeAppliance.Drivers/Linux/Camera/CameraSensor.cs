using EdgeAppliance.Core.Pictures;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Sensors;

namespace EdgeAppliance.Drivers.Linux.Camera;

/// <summary>Takes the newest frame at each beat, and says how large, how bright and how changed it is; where told, the frame goes with that.</summary>
internal sealed class CameraSensor : Sensor
{
    // A camera that has just been started needs its time.
    private const long SilenceUsMax = 10_000_000;

    private readonly ICamera _camera;
    private readonly bool _carriesFrames;
    private readonly TimeProvider _time;
    private readonly LumaGrid _grid = new();
    private readonly double[] _row = new double[3];
    private long _seenUs = long.MaxValue;

    public CameraSensor(ICamera camera, bool carriesFrames, TimeProvider time)
    {
        _camera = camera;
        _carriesFrames = carriesFrames;
        _time = time;
    }

    public override ChannelSet Channels { get; } = new("frame_bytes", "brightness", "motion");

    public override void Begin(Pause pause) => _camera.Start();

    public override void Read(SensorRows rows)
    {
        if (_seenUs == long.MaxValue) _seenUs = rows.NowUs;
        if (!_camera.TryNewest(out var frame))
        {
            if (rows.NowUs - _seenUs > SilenceUsMax) throw new BusException(BusFault.NotReady, "No picture came from the camera for ten seconds.");
            return;
        }
        _seenUs = rows.NowUs;
        // A frame that was cut short on its way is none (JPEG: ITU-T T.81, table B.1, the marker that begins an image).
        if (frame.Bytes.Length > Blob.BytesMax || (_camera.Format == PictureFormat.Jpeg ? !frame.Bytes.StartsWith<byte>([0xFF, 0xD8]) : frame.Bytes.Length < _camera.Width * _camera.Height * 2))
        {
            rows.Lose(1);
            return;
        }
        long nowNs = _time.GetTimestamp() * (1_000_000_000 / _time.TimestampFrequency);
        long timeUs = rows.NowUs - Math.Max(0, (nowNs - frame.TimestampNs) / 1000);
        _row[0] = frame.Bytes.Length;
        (_row[1], _row[2]) = _camera.Format == PictureFormat.Yuyv ? _grid.Measure(frame.Bytes, _camera.Width, _camera.Height) : (double.NaN, double.NaN);
        if (!_carriesFrames) rows.Add(timeUs, _row);
        else if (_camera.Format == PictureFormat.Jpeg) rows.Add(timeUs, _row, frame.Bytes, BlobKind.Bytes, 0, 0);
        else rows.Add(timeUs, _row, frame.Bytes, BlobKind.Yuyv, _camera.Width, _camera.Height);
    }

    public override void Dispose() => _camera.Dispose();
}
