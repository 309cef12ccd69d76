using System.Diagnostics;

namespace EdgeAppliance.Tests.Drivers.Protocols.Coap;

/// <summary>Runs one of libcoap's clients, whose output tells every message that it sends and gets.</summary>
internal static class LibcoapClient
{
    public const string Plain = "/usr/bin/coap-client-notls";
    public const string OpenSsl = "/usr/bin/coap-client-openssl";
    public const string GnuTls = "/usr/bin/coap-client-gnutls";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);

    public static Task<LibcoapResult> Run(int port, string path, params string[] arguments) => Run(Plain, $"coap://127.0.0.1:{port}/{path}", arguments);

    public static async Task<LibcoapResult> Run(string program, string uri, params string[] arguments)
    {
        string body = Path.GetTempFileName();
        try
        {
            var start = new ProcessStartInfo(program, [.. arguments, "-v", "6", "-o", body, uri]) { RedirectStandardOutput = true, RedirectStandardError = true };
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync().WaitAsync(s_patience);
            string log = await output + await errors;
            return new LibcoapResult(log, await File.ReadAllBytesAsync(body));
        }
        finally
        {
            File.Delete(body);
        }
    }
}
