using System.Diagnostics;
using EdgeAppliance.Daemon.Http.Tokens;
using EdgeAppliance.Daemon.Ingest;
using EdgeAppliance.Daemon.Ingest.Http;
using EdgeAppliance.Tests.Peers;

namespace EdgeAppliance.Tests.Ingest.Http;

/// <summary>What people type: the real curl.</summary>
public sealed class CurlTests
{
    private readonly RowStore _store = new();

    [ProgramFact("/usr/bin/curl", "curl")]
    public async Task Data_AsTyped_IsTaken()
    {
        await using var site = await PostingSite.Start(_store);
        Assert.Equal("202", await Curl(site, "-d", "temp=21.5"));
        Assert.Equal("202", await Curl(site, "-d", """{"temp":21.5}"""));
        Assert.Equal("202", await Curl(site, "-H", "Content-Type: text/csv", "--data-binary", "temp\n21.5"));
        Assert.Equal(3, _store.Rows.Count);
    }

    [ProgramFact("/usr/bin/curl", "curl")]
    public async Task Expect_BodyIsTooLarge_IsRefusedBeforeItIsSent()
    {
        await using var site = await PostingSite.Start(_store, new HttpSourceOptions { Name = "plc", Limits = PayloadLimits.Default with { PayloadBytesMax = 100_000 } });
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, new string(' ', 5_000_000) + "{\"a\":1}");
            Assert.Equal("413 0", await Curl(site, "-H", "Expect: 100-continue", "--data-binary", "@" + file, "-w", "%{http_code} %{size_upload}"));
            await File.WriteAllTextAsync(file, new string(' ', 50_000) + "{\"a\":1}");
            Assert.Equal("202 50007", await Curl(site, "-H", "Expect: 100-continue", "--data-binary", "@" + file, "-w", "%{http_code} %{size_upload}"));
            Assert.Equal("202", await Curl(site, "-H", "Transfer-Encoding: chunked", "--data-binary", "@" + file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<string> Curl(PostingSite site, params string[] arguments)
    {
        string token = site.Tokens.Add(Guid.NewGuid().ToString("N"), AccessScope.Ingest);
        var start = new ProcessStartInfo("curl") { RedirectStandardOutput = true };
        foreach (string argument in (string[])["-sS", "-m", "20", "-o", "/dev/null", "-w", "%{http_code}", "-H", $"Authorization: Bearer {token}", .. arguments, new Uri(site.Url, "/ingest/plc").ToString()])
            start.ArgumentList.Add(argument);
        using var curl = Process.Start(start)!;
        string text = await curl.StandardOutput.ReadToEndAsync();
        await curl.WaitForExitAsync();
        return text;
    }
}
