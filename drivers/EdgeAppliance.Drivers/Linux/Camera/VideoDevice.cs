using System.Runtime.InteropServices;
using EdgeAppliance.Core.Pictures;
using EdgeAppliance.Drivers.Buses;
using Microsoft.Win32.SafeHandles;

namespace EdgeAppliance.Drivers.Linux.Camera;

/// <summary>A camera through Video for Linux, with a few buffers that the driver fills in turn (Documentation/userspace-api/media/v4l/mmap.rst):
/// 1. the format, 2. buffers, mapped and queued, 3. on.</summary>
internal sealed unsafe class VideoDevice : ICamera
{
    private const int Buffers = 4;
    private const uint FrameBytesMax = 64 * 1024 * 1024;
    private const int TryAgain = 11;

    private readonly SafeFileHandle _handle;
    private readonly string _path;
    private readonly List<MappedMemory> _memory = [];
    private long _held = -1;

    /// <exception cref="BusException">There is no such camera, or it cannot give such pictures.</exception>
    public VideoDevice(CameraOptions options)
    {
        _path = VideoDevices.Find(options.Device);
        _handle = DeviceFile.Open(_path, "camera", nonBlocking: true);
        Format = options.Format;
        try
        {
            SetFormat(options); // 1
        }
        catch (BusException)
        {
            _handle.Dispose();
            throw;
        }
    }

    public PictureFormat Format { get; }

    public int Width { get; private set; }

    public int Height { get; private set; }

    public void Start()
    {
        var request = new VideoUapi.BufferRequest { Count = Buffers, Type = VideoUapi.VideoCapture, Memory = VideoUapi.MemoryMapped };
        Check(Kernel.Ioctl(_handle, VideoUapi.RequestBuffers, &request)); // 2
        for (uint i = 0; i < request.Count; i++)
        {
            var buffer = NewBuffer();
            buffer.Index = i;
            Check(Kernel.Ioctl(_handle, VideoUapi.QueryBuffer, &buffer));
            if (buffer.Length > FrameBytesMax) throw new BusException(BusFault.Unsupported, $"{_path}: a frame has {buffer.Length} bytes.");
            _memory.Add(new MappedMemory(_handle, buffer.Offset, buffer.Length, _path));
            Check(Kernel.Ioctl(_handle, VideoUapi.Queue, &buffer));
        }
        uint type = VideoUapi.VideoCapture;
        Check(Kernel.Ioctl(_handle, VideoUapi.StreamOn, &type)); // 3
    }

    public bool TryNewest(out CameraFrame frame)
    {
        GiveBack();
        frame = default;
        VideoUapi.Buffer newest = default;
        while (TryDequeue(out var buffer))
        {
            if ((buffer.Flags & VideoUapi.BufferError) != 0 || buffer.BytesUsed > _memory[(int)buffer.Index].Bytes.Length)
            {
                Check(Kernel.Ioctl(_handle, VideoUapi.Queue, &buffer));
                continue;
            }
            GiveBack();
            newest = buffer;
            _held = buffer.Index;
        }
        if (_held < 0) return false;
        frame = new CameraFrame(_memory[(int)_held].Bytes[..(int)newest.BytesUsed], newest.Seconds * 1_000_000_000 + newest.Microseconds * 1000);
        return true;
    }

    public void Dispose()
    {
        uint type = VideoUapi.VideoCapture;
        _ = Kernel.Ioctl(_handle, VideoUapi.StreamOff, &type);
        foreach (var memory in _memory) memory.Dispose();
        _handle.Dispose();
    }

    private static VideoUapi.Buffer NewBuffer() => new() { Type = VideoUapi.VideoCapture, Memory = VideoUapi.MemoryMapped };

    private void SetFormat(CameraOptions options)
    {
        VideoUapi.Capability capability;
        Check(Kernel.Ioctl(_handle, VideoUapi.QueryCapability, &capability));
        uint can = (capability.Capabilities & VideoUapi.HasDeviceCapabilities) != 0 ? capability.DeviceCapabilities : capability.Capabilities;
        if ((can & VideoUapi.CanCapture) == 0 || (can & VideoUapi.CanStream) == 0) throw new BusException(BusFault.Unsupported, $"{_path} is no camera that streams.");
        uint wanted = options.Format == PictureFormat.Jpeg ? VideoUapi.Mjpeg : VideoUapi.Yuyv;
        var format = new VideoUapi.Format { Type = VideoUapi.VideoCapture, Width = (uint)options.Width, Height = (uint)options.Height, PixelFormat = wanted, Field = VideoUapi.FieldNone };
        Check(Kernel.Ioctl(_handle, VideoUapi.SetFormat, &format));
        if (format.PixelFormat != wanted) throw new BusException(BusFault.Unsupported, $"{_path} does not give {options.Format} pictures.");
        if (options.Format == PictureFormat.Yuyv && format.BytesPerLine != format.Width * 2) throw new BusException(BusFault.Unsupported, $"{_path} leaves a gap between rows.");
        (Width, Height) = ((int)format.Width, (int)format.Height);
    }

    private bool TryDequeue(out VideoUapi.Buffer buffer)
    {
        var taken = NewBuffer();
        int result = Kernel.Ioctl(_handle, VideoUapi.Dequeue, &taken);
        buffer = taken;
        if (result < 0 && Marshal.GetLastPInvokeError() == TryAgain) return false;
        Check(result);
        return true;
    }

    private void GiveBack()
    {
        if (_held < 0) return;
        var buffer = NewBuffer();
        buffer.Index = (uint)_held;
        _held = -1;
        Check(Kernel.Ioctl(_handle, VideoUapi.Queue, &buffer));
    }

    private void Check(int result)
    {
        if (result >= 0) return;
        int errno = Marshal.GetLastPInvokeError();
        throw new BusException(BusFaults.OfError(errno), $"{_path}: {Marshal.GetPInvokeErrorMessage(errno)}.");
    }
}
