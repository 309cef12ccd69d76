using System.Runtime.InteropServices;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>Has OpenSSL give back the buffers of a connection that is silent: else each keeps one for a record in either direction, of which 12 kB a connection were seen (SSL_CTX_set_mode(3), SSL_MODE_RELEASE_BUFFERS).
/// .NET has no word for it, so every context gets the mode as it is made (CRYPTO_get_ex_new_index(3)). Another OpenSSL than version 3 stays as it is.</summary>
internal static unsafe partial class OpenSslBuffers
{
    private const int ContextClass = 1;
    private const int ModeCommand = 33;
    private const int ReleaseMode = 0x10;

    private static int s_isAsked;

    /// <summary>From now on; contexts from before stay as they are. Once is enough, more do no harm.</summary>
    public static void Release()
    {
        if (Interlocked.Exchange(ref s_isAsked, 1) != 0) return;
        try
        {
            GetNewIndex(ContextClass, 0, 0, &OnContext, 0, 0);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            // It takes more memory, and works.
        }
    }

    [UnmanagedCallersOnly]
    private static void OnContext(nint context, nint value, nint data, int index, nint number, nint argument) => ControlContext(context, ModeCommand, ReleaseMode, 0);

    [LibraryImport("libcrypto.so.3", EntryPoint = "CRYPTO_get_ex_new_index")]
    private static partial int GetNewIndex(int of, nint number, nint argument, delegate* unmanaged<nint, nint, nint, int, nint, nint, void> made, nint copied, nint freed);

    [LibraryImport("libssl.so.3", EntryPoint = "SSL_CTX_ctrl")]
    private static partial nint ControlContext(nint context, int command, nint number, nint argument);
}
