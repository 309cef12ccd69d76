using System.Runtime.CompilerServices;
using EdgeAppliance.Core.Pictures;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Linux.Camera;
using EdgeAppliance.Tests.Drivers.Sensors;

namespace EdgeAppliance.Tests.Drivers.Linux.Camera;

public sealed class CameraSensorTests
{
    private const long NowNs = 5_000_000_000;

    private readonly SimulatedCamera _camera = new(PictureFormat.Yuyv);

    /// <summary>The sizes stand in the numbers of the kernel's calls (include/uapi/asm-generic/ioctl.h).</summary>
    [Fact]
    public void Layouts_AreAsLongAsTheKernels()
    {
        Assert.Equal(SizeIn(VideoUapi.QueryCapability), Unsafe.SizeOf<VideoUapi.Capability>());
        Assert.Equal(SizeIn(VideoUapi.SetFormat), Unsafe.SizeOf<VideoUapi.Format>());
        Assert.Equal(SizeIn(VideoUapi.RequestBuffers), Unsafe.SizeOf<VideoUapi.BufferRequest>());
        Assert.Equal(SizeIn(VideoUapi.Dequeue), Unsafe.SizeOf<VideoUapi.Buffer>());
    }

    [Fact]
    public void Read_Frames_AreMeasuredAndKept()
    {
        using var bench = Bench(_camera);
        Assert.True(_camera.IsStarted);
        _camera.TimestampNs = NowNs - 20_000_000;
        _camera.Show(51);
        var batch = bench.Read(nowUs: 1_000_000);
        Assert.Equal((980_000L, 32 * 24 * 2.0, 0.2), (batch.TimesUs[0], batch.Get(0, 0), batch.Get(0, 1)));
        Assert.True(double.IsNaN(batch.Get(0, 2)));
        // Half of the picture from a fifth to all of white.
        _camera.Show(51, left: 255);
        batch = bench.Read();
        Assert.Equal(0.6, batch.Get(0, 1), 1e-9);
        Assert.Equal(0.4, batch.Get(0, 2), 1e-9);
        var frame = batch.BlobAt(0)!;
        Assert.Equal((BlobKind.Yuyv, 32, 24, 255), (frame.Kind, frame.Width, frame.Height, (int)frame.Bytes[0]));
    }

    [Fact]
    public void Read_NoNewFrame_IsNoRowAndAFaultAfterTenSeconds()
    {
        using var bench = Bench(_camera);
        Assert.Equal(0, bench.Read(1_000_000).Count);
        Assert.Equal(0, bench.Read(10_900_000).Count);
        Assert.Equal(BusFault.NotReady, Assert.Throws<BusException>(() => bench.Read(11_100_000)).Fault);
    }

    [Fact]
    public void Read_Jpeg_IsKeptAsItIs()
    {
        var camera = new SimulatedCamera(PictureFormat.Jpeg);
        using var bench = Bench(camera);
        camera.Show([0xFF, 0xD8, 1, 2, 3]);
        Assert.Equal(5, bench.Row()[0]);
        Assert.Equal([0xFF, 0xD8, 1, 2, 3], bench.Batch.BlobAt(0)!.Bytes.ToArray());
        Assert.Equal(BlobKind.Bytes, bench.Batch.BlobAt(0)!.Kind);
    }

    [Fact]
    public void Read_NotToldToCarryFrames_CarriesNone()
    {
        using var bench = new SensorBench(new CameraSensor(_camera, false, new StandingTime()));
        _camera.Show(51);
        Assert.Null(bench.Read().BlobAt(0));
    }

    [Theory]
    [InlineData(PictureFormat.Jpeg, 0)]
    [InlineData(PictureFormat.Jpeg, 100)]
    [InlineData(PictureFormat.Yuyv, 32 * 24 * 2 - 1)]
    public void Read_BrokenFrame_IsALossAndNoPicture(PictureFormat format, int bytes)
    {
        var camera = new SimulatedCamera(format);
        using var bench = Bench(camera);
        camera.Show(new byte[bytes]);
        Assert.Equal(0, bench.Read().Count);
        Assert.Equal(1, bench.Lost);
    }

    [Fact]
    public void Read_InSteadyState_AllocatesNothing()
    {
        using var bench = Bench(_camera);
        var frame = new byte[32 * 24 * 2];
        _camera.Show(frame);
        bench.Read();
        Assert.Equal(0, SteadyState.AllocatedBy(50, () =>
        {
            _camera.Show(frame);
            bench.Read();
        }));
    }

    [Fact]
    public void Find_ByName_IsTheFirstFileOfTheCamera()
    {
        using var tree = new KernelTree();
        tree.With(("sys/class/video4linux/video0/name", "codec\n"), ("sys/class/video4linux/video0/index", "0\n"), ("sys/class/video4linux/video1/name", "HD Webcam: HD Webcam\n"),
            ("sys/class/video4linux/video1/index", "1\n"), ("sys/class/video4linux/video2/name", "HD Webcam: HD Webcam\n"), ("sys/class/video4linux/video2/index", "0\n"));
        Assert.Equal("/dev/video2", VideoDevices.Find("hd webcam", tree.Root));
        Assert.Equal("/dev/video9", VideoDevices.Find("/dev/video9", tree.Root));
        Assert.Equal(BusFault.Unplugged, Assert.Throws<BusException>(() => VideoDevices.Find("other", tree.Root)).Fault);
    }

    private static int SizeIn(ulong request) => (int)(request >> 16 & 0x3FFF);

    private SensorBench Bench(SimulatedCamera camera) => new(new CameraSensor(camera, true, new StandingTime()));

    private sealed class StandingTime : TimeProvider
    {
        public override long GetTimestamp() => NowNs;

        public override long TimestampFrequency => 1_000_000_000;
    }
}
