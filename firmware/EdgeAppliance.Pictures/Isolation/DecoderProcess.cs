using System.Diagnostics;
using EdgeAppliance.Core.Pictures;

namespace EdgeAppliance.Pictures.Isolation;

/// <summary>Decodes in a process of its own, which has no secrets, no network and no files: a picture that takes the native codec down, or over, costs
/// that process and itself. Started by the first picture, and anew behind one that ended it. Any thread; one picture at a time.</summary>
public sealed class DecoderProcess : IPictureDecoder, IDisposable
{
    /// <summary>A hundred times what a large picture takes on a small board.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(10);

    private readonly Func<ProcessStartInfo> _start;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();

    // Guarded by _lock; the timer kills what it finds.
    private volatile Process? _process;
    private bool _isDisposed;

    /// <param name="start">How to start <see cref="DecoderWorker"/>.</param>
    public DecoderProcess(Func<ProcessStartInfo> start, TimeProvider time)
    {
        _start = start;
        _timer = time.CreateTimer(static state => Kill(((DecoderProcess)state!)._process), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The process that runs now; null where none does.</summary>
    public int? Id => _process?.Id;

    public PictureFault Decode(ReadOnlySpan<byte> encoded, PictureLimits limits, PixelBuffer pixels)
    {
        // What is too large, or no picture, is not worth the way there.
        var fault = EncodedHeader.Read(encoded, out var header);
        if (fault != PictureFault.None) return fault;
        if (!limits.Allows(header.Width, header.Height)) return PictureFault.TooLarge;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            try
            {
                _timer.Change(s_longest, Timeout.InfiniteTimeSpan);
                var process = _process ?? Start_NeedsLock();
                Ask(process.StandardInput.BaseStream, encoded, limits);
                return Answer(process.StandardOutput.BaseStream, limits, pixels);
            }
            // Whatever became of it, the next picture gets another one.
            catch (Exception e) when (e is IOException or InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                End_NeedsLock();
                return PictureFault.DecoderFailed;
            }
            finally
            {
                _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            End_NeedsLock();
        }
        _timer.Dispose();
    }

    private Process Start_NeedsLock()
    {
        _process = Process.Start(_start()) ?? throw new IOException("There is no process that decodes pictures.");
        Span<byte> hello = stackalloc byte[DecoderWire.AnswerBytes];
        _process.StandardOutput.BaseStream.ReadExactly(hello);
        return _process;
    }

    private static void Ask(Stream to, ReadOnlySpan<byte> encoded, PictureLimits limits)
    {
        Span<byte> head = stackalloc byte[DecoderWire.RequestBytes];
        DecoderWire.WriteRequest(head, encoded.Length, limits);
        to.Write(head);
        to.Write(encoded);
        to.Flush();
    }

    private static PictureFault Answer(Stream from, PictureLimits limits, PixelBuffer pixels)
    {
        Span<byte> head = stackalloc byte[DecoderWire.AnswerBytes];
        from.ReadExactly(head);
        if (!DecoderWire.TryReadAnswer(head, limits, out var fault, out int width, out int height)) throw new IOException("The process that decodes pictures gives no answer.");
        if (fault != PictureFault.None) return fault;
        pixels.SetSize(width, height);
        from.ReadExactly(pixels.Bytes);
        return PictureFault.None;
    }

    private void End_NeedsLock()
    {
        Kill(_process);
        _process?.Dispose();
        _process = null;
    }

    private static void Kill(Process? process)
    {
        try
        {
            process?.Kill();
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It has ended already.
        }
    }
}
