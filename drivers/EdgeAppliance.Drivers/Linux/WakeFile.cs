using System.Runtime.InteropServices;
using EdgeAppliance.Drivers.Buses;
using Microsoft.Win32.SafeHandles;

namespace EdgeAppliance.Drivers.Linux;

/// <summary>Lets a thread wait for a device's file, and another end that wait (eventfd(2), poll(2)).</summary>
internal sealed unsafe class WakeFile : IDisposable
{
    private const int CloseOnExec = 0x80000, NonBlocking = 0x800, Interrupted = 4;

    private readonly SafeFileHandle _event = new(Kernel.EventFile(0, CloseOnExec | NonBlocking), ownsHandle: true);

    /// <returns>True where the file has something to read, or has failed, which reading it will tell.</returns>
    public bool WaitFor(SafeHandle file, TimeSpan timeout)
    {
        var requests = stackalloc Kernel.PollRequest[2];
        requests[0] = new Kernel.PollRequest { File = (int)file.DangerousGetHandle(), Events = Kernel.PollIn };
        requests[1] = new Kernel.PollRequest { File = (int)_event.DangerousGetHandle(), Events = Kernel.PollIn };
        int timeoutMs = timeout == Timeout.InfiniteTimeSpan ? -1 : (int)Math.Clamp(Math.Ceiling(timeout.TotalMilliseconds), 0, int.MaxValue);
        if (Kernel.Poll(requests, 2, timeoutMs) < 0)
        {
            int errno = Marshal.GetLastPInvokeError();
            if (errno == Interrupted) return false;
            throw new BusException(BusFault.Other, $"poll: {Marshal.GetPInvokeErrorMessage(errno)}.");
        }
        if (requests[1].Happened != 0)
        {
            ulong times;
            _ = Kernel.Read(_event, &times, sizeof(ulong));
        }
        return requests[0].Happened != 0;
    }

    public void Set()
    {
        ulong one = 1;
        _ = Kernel.Write(_event, &one, sizeof(ulong));
    }

    public void Dispose() => _event.Dispose();
}
