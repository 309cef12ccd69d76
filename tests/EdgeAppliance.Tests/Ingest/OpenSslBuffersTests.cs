using System.Runtime.InteropServices;
using EdgeAppliance.Daemon.Ingest;

namespace EdgeAppliance.Tests.Ingest;

public sealed partial class OpenSslBuffersTests
{
    [Fact]
    public void Release_ContextMadeLater_GivesItsBuffersBack()
    {
        OpenSslBuffers.Release();
        nint context = NewContext(Method());
        // SSL_CTX_get_mode(3) is to set none.
        Assert.Equal(0x10, ControlContext(context, 33, 0, 0) & 0x10);
        FreeContext(context);
    }

    [LibraryImport("libssl.so.3", EntryPoint = "TLS_method")]
    private static partial nint Method();

    [LibraryImport("libssl.so.3", EntryPoint = "SSL_CTX_new")]
    private static partial nint NewContext(nint method);

    [LibraryImport("libssl.so.3", EntryPoint = "SSL_CTX_ctrl")]
    private static partial nint ControlContext(nint context, int command, nint number, nint argument);

    [LibraryImport("libssl.so.3", EntryPoint = "SSL_CTX_free")]
    private static partial void FreeContext(nint context);
}
