using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Http.Tokens;
using EdgeAppliance.Daemon.Ingest;
using EdgeAppliance.Daemon.Ingest.Http;
using EdgeAppliance.Daemon.Ingest.Payloads;
using EdgeAppliance.Tests.Daemon.Http;

namespace EdgeAppliance.Tests.Ingest.Http;

public sealed class HttpSourceTests
{
    private const string Json = "application/json";

    private readonly RowStore _store = new();

    [Theory]
    [InlineData(Json, """{"temp": 21.5, "hum": 40}""")]
    [InlineData(Json, """ [{"temp": 21.5, "hum": 40}] """)]
    [InlineData("application/json; charset=utf-8", """{"temp": 21.5, "on": true, "hum": 40}""")]
    [InlineData("application/vnd.plc+json", """{"temp": 21.5, "hum": 40}""")]
    [InlineData("application/x-ndjson", "{\"temp\": 21.5, \"hum\": 40}\n\n")]
    [InlineData("application/senml+json", """[{"n":"temp","u":"Cel","v":21.5},{"n":"hum","v":40}]""")]
    [InlineData("text/csv", "temp,hum\r\n21.5,40\r\n")]
    [InlineData("text/csv", "\uFEFF\"temp\";hum\n21.5;40")]
    [InlineData("text/plain", "temp=21.5 hum=40")]
    [InlineData("", "temp=21.5&hum=40")]
    [InlineData("application/x-www-form-urlencoded", """{"temp": 21.5, "hum": 40}""")]
    [InlineData("application/cloudevents+json", """{"specversion":"1.0","id":"1","source":"/a","type":"t","data":{"temp":21.5,"hum":40}}""")]
    [InlineData("application/cloudevents+json", """{"specversion":"1.0","id":"1","source":"/a","type":"t","datacontenttype":"text/csv","data_base64":"dGVtcCxodW0KMjEuNSw0MA=="}""")]
    [InlineData("application/cloudevents-batch+json", """[{"specversion":"1.0","id":"1","source":"/a","type":"t","ext":{"a":[1]},"data":[{"temp":21.5,"hum":40}]}]""")]
    public async Task Post_AnyFormat_IsTheSameReading(string type, string body)
    {
        await using var site = await PostingSite.Start(_store);
        var reply = await site.Post("/ingest/plc/pump-7", type, body);
        Assert.Equal("""{"accepted":1,"repeated":0}""", await reply.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.Accepted, reply.StatusCode);
        Assert.Equal("pump-7@+0 temp=21.5 hum=40", Assert.Single(_store.Rows));
    }

    /// <summary>Whatever its type says, where the source takes bytes.</summary>
    [Theory]
    [InlineData("image/jpeg")]
    [InlineData("text/plain")]
    [InlineData("")]
    public async Task Post_ToASourceOfBytes_CarriesThem(string type)
    {
        byte[] picture = [0xFF, 0xD8, 0xFF, 0, 1, 2];
        byte[]? carried = null;
        _store.Stored += batch => carried = batch.BlobAt(0)?.Bytes.ToArray();
        await using var site = await PostingSite.Start(_store, new HttpSourceOptions { Name = "plc", Mapping = new PayloadMapping { Format = PayloadFormat.Bytes } });
        Assert.Equal(HttpStatusCode.Accepted, (await site.Post("/ingest/plc/gate", type, picture)).StatusCode);
        Assert.Equal("gate@+0 bytes=6", Assert.Single(_store.Rows));
        Assert.Equal(picture, carried);
        Assert.Equal(HttpStatusCode.BadRequest, (await site.Post("/ingest/plc/gate", type, Array.Empty<byte>())).StatusCode);
    }

    [Fact]
    public async Task Post_SenMlCbor_IsAReading()
    {
        await using var site = await PostingSite.Start(_store);
        byte[] pack = EdgeAppliance.Daemon.Ingest.SenMl.SenMlCbor.Write([new("temp", "Cel", 0) { Value = 21.5 }]);
        Assert.Equal(HttpStatusCode.Accepted, (await site.Post("/ingest/plc", "application/senml+cbor", pack)).StatusCode);
        Assert.Equal("plc@+0 temp=21.5", Assert.Single(_store.Rows));
    }

    [Fact]
    public async Task Post_CborOrALayout_IsAReadingInItsUnit()
    {
        var layout = new BinaryLayout([new("temp", new BinaryField(0, BinaryFieldType.UInt16, false) { Scale = 0.1 })]);
        await using var site = await PostingSite.Start(_store, new HttpSourceOptions { Name = "plc", Mapping = new PayloadMapping { Layout = layout, Conversions = [new("temp", 2, 1)] } });
        Assert.Equal(HttpStatusCode.Accepted, (await site.Post("/ingest/plc/a", "application/cbor", Convert.FromHexString("a16474656d7015"))).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await site.Post("/ingest/plc/b", "application/octet-stream", [0, 210])).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await site.Post("/ingest/plc/c", "text/csv", "temp\n21")).StatusCode);
        Assert.Equal(["a@+0 temp=43", "b@+0 temp=43", "c@+0 temp=43"], _store.Rows);
        Assert.Equal(3, (await (await site.Post("/ingest/plc", "application/cbor", [0xa1, 0x61, 0x61])).Problem(HttpStatusCode.BadRequest)).Column - 1);
        await using var plain = await PostingSite.Start(_store);
        await (await plain.Post("/ingest/plc", "application/octet-stream", [0, 210])).Problem(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task Post_ManyRows_KeepTheirOrderTimesAndDevices()
    {
        var mapping = new PayloadMapping { Channels = [new("t", "/m/temp")], TimePointer = "/ts", TimeUnit = PayloadTimeUnit.Seconds };
        await using var site = await PostingSite.Start(_store, new HttpSourceOptions { Name = "plc", Mapping = mapping, DevicePointer = "/who/id" });
        string body = """[{"ts":10,"who":{"id":"a"},"m":{"temp":1}},{"ts":20,"who":{"id":"b"},"m":{"temp":2}},{"ts":30,"who":{"id":"a"},"m":{"temp":3}}]""";
        var page = await (await site.Post("/ingest/plc", Json, body)).Content.ReadFromJsonAsync(PageJson.Default.IngestPage);
        Assert.Equal(new IngestPage(3, 0), page);
        Assert.Equal(["a@10 t=1", "a@30 t=3", "b@20 t=2"], _store.Rows.Order());
    }

    [Fact]
    public async Task Post_CsvWithTimeAndDevice_TakesThemFromTheirColumns()
    {
        await using var site = await PostingSite.Start(_store, new HttpSourceOptions { Name = "plc", DevicePointer = "/id" });
        Assert.Equal(HttpStatusCode.Accepted, (await site.Post("/ingest/plc", "text/csv", "time,id,temp,hum\n1970-01-01T00:00:10Z,a,1,\n20,b,2,3\n,,,\n")).StatusCode);
        Assert.Equal(["a@10 temp=1 hum=NaN", "b@20 temp=2 hum=3"], _store.Rows);
    }

    [Fact]
    public async Task Post_BinaryEvent_HasItsTimeAndSubject()
    {
        await using var site = await PostingSite.Start(_store);
        (string, string)[] headers = [("ce-specversion", "1.0"), ("ce-id", "7"), ("ce-source", "/s"), ("ce-type", "t"), ("ce-subject", "pump%207"), ("ce-time", "1970-01-01T00:00:10Z")];
        for (int i = 0; i < 2; i++) Assert.Equal(HttpStatusCode.Accepted, (await site.Post("/ingest/plc", Json, """{"a":1}""", headers)).StatusCode);
        Assert.Equal("pump 7@10 a=1", Assert.Single(_store.Rows));
    }

    [Theory]
    [InlineData("[]", "application/json")]
    [InlineData("[]", "application/senml+json")]
    public async Task Post_EventWithoutAReadingBehindAKnownOne_IsRefusedAndNotKept(string data, string type)
    {
        await using var site = await PostingSite.Start(_store);
        string Event(string id, string content) => $$"""{"specversion":"1.0","id":"{{id}}","source":"/a","type":"t","datacontenttype":"{{type}}","data":{{content}}}""";
        string known = Event("1", type == Json ? """{"x":1}""" : """[{"n":"x","v":1}]""");
        Assert.Equal(HttpStatusCode.Accepted, (await site.Post("/ingest/plc", "application/cloudevents-batch+json", $"[{known}]")).StatusCode);
        for (int i = 0; i < 2; i++)
            Assert.Equal(HttpStatusCode.BadRequest, (await site.Post("/ingest/plc", "application/cloudevents-batch+json", $"[{known},{Event("2", data)}]")).StatusCode);
        Assert.Single(_store.Rows);
    }

    [Fact]
    public async Task Post_EventOfAnotherDevice_IsAnother()
    {
        await using var site = await PostingSite.Start(_store);
        foreach (string device in new[] { "a", "b", "a" })
            await site.Post("/ingest/plc", "application/cloudevents+json", $$"""{"specversion":"1.0","id":"1","source":"/s","type":"t","subject":"{{device}}","data":{"x":1} }""");
        Assert.Equal(["a@+0 x=1", "b@+0 x=1"], _store.Rows);
    }

    [Fact]
    public async Task Post_DeviceInHeader_IsTheDevice()
    {
        await using var site = await PostingSite.Start(_store);
        await site.Post("/ingest/plc", Json, """{"a":1}""", ("Edge-Device", "pump-9"));
        Assert.StartsWith("pump-9@", Assert.Single(_store.Rows));
    }

    [Theory]
    [InlineData(Json, """[{"a":1},{"a":1e999}]""", "#/1/a", 1, 15)]
    [InlineData(Json, "[{\"a\":1},\n 7]", "#/1", 2, 2)]
    [InlineData(Json, """{"a":1""", "#/a", 1, 7)]
    [InlineData(Json, "", "#", 1, 1)]
    [InlineData(Json, """{"a":"x"}""", "#", 1, 9)]
    [InlineData("application/x-ndjson", "{\"a\":1}\n{\"a\":}", null, 2, 6)]
    [InlineData("text/csv", "a,b\n1,2\n3,x\n", null, 3, 3)]
    [InlineData("text/csv", "a,b\n1,2,3\n", null, 2, 1)]
    [InlineData("text/csv", "a,a\n1,2\n", null, 2, 1)]
    [InlineData("text/csv", "time,a\nyesterday,1\n", null, 2, 1)]
    [InlineData("text/plain", "a=1 b", null, 1, 5)]
    [InlineData("application/senml+json", """[{"n":"a","v":1},{"n":"b"}]""", "#/1", null, null)]
    [InlineData("application/cloudevents+json", """{"specversion":"1.0","id":"1","source":"/a","type":"t","data":{"a":1e999}}""", "#/data/a", 1, 68)]
    [InlineData("application/cloudevents+json", """{"specversion":"1.0","id":7}""", "#/id", 1, 27)]
    [InlineData("application/cloudevents+json", """{"specversion":"1.0","id":"1","source":"/a","type":"t","time":"x","data":{"a":1}}""", "#/time", 1, 63)]
    public async Task Post_Wrong_TellsWhereFirst(string type, string body, string? pointer, int? line, int? column)
    {
        await using var site = await PostingSite.Start(_store);
        var problem = await (await site.Post("/ingest/plc", type, body)).Problem(HttpStatusCode.BadRequest);
        Assert.Equal((PostProblems.BadReading, pointer, line, column), (problem.Type, problem.Pointer, problem.Line, problem.Column));
        Assert.Empty(_store.Rows);
        Assert.Equal(1, site.Source.Counters.RefusedTotal);
        Assert.Equal(1, site.Source.Requests.Requests(PostOutcome.Refused));
    }

    [Theory]
    [InlineData("/ingest/other", Json, "", HttpStatusCode.NotFound)]
    [InlineData("/ingest/plc", "image/png", "", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("/ingest/plc", Json, "br", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("/ingest/plc", Json, "gzip", HttpStatusCode.BadRequest)]
    public async Task Post_NotForIt_IsRefused(string path, string type, string encoding, HttpStatusCode status)
    {
        await using var site = await PostingSite.Start(_store);
        await (await site.Post(path, type, """{"a":1}""", ("Content-Encoding", encoding))).Problem(status);
        Assert.Empty(_store.Rows);
    }

    [Fact]
    public async Task Post_Gzip_IsInflatedUpToTheLimit()
    {
        await using var site = await PostingSite.Start(_store, new HttpSourceOptions { Name = "plc", Limits = PayloadLimits.Default with { PayloadBytesMax = 2000 } });
        Assert.Equal(HttpStatusCode.Accepted, (await site.Post("/ingest/plc", Json, Gzip("""{"a":1}"""), ("Content-Encoding", "gzip"))).StatusCode);
        byte[] bomb = Gzip("{\"a\":1" + new string(' ', 10_000_000) + "}");
        await (await site.Post("/ingest/plc", Json, bomb[..1900], ("Content-Encoding", "gzip"))).Problem(HttpStatusCode.RequestEntityTooLarge);
        Assert.Single(_store.Rows);
        Assert.Equal(1, site.Source.Counters.Refused(PayloadError.TooLarge));
    }

    [Fact]
    public async Task Post_ChunkedOverTheLimit_IsRefused()
    {
        await using var site = await PostingSite.Start(_store, new HttpSourceOptions { Name = "plc", Limits = PayloadLimits.Default with { PayloadBytesMax = 2000 } });
        foreach (int blanks in new[] { 10, 3000 })
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "/ingest/plc") { Content = new StringContent("{\"a\":1" + new string(' ', blanks) + "}", Encoding.UTF8, Json) };
            request.Headers.TransferEncodingChunked = true;
            var reply = await site.Client.SendAsync(request);
            Assert.Equal(blanks == 10 ? HttpStatusCode.Accepted : HttpStatusCode.RequestEntityTooLarge, reply.StatusCode);
        }
    }

    [Fact]
    public async Task Post_MoreRowsThanTaken_StoresNone()
    {
        await using var site = await PostingSite.Start(_store, new HttpSourceOptions { Name = "plc", Limits = PayloadLimits.Default with { RowsMax = 3 } });
        await (await site.Post("/ingest/plc", Json, """[{"a":1},{"a":1},{"a":1},{"a":1}]""")).Problem(HttpStatusCode.RequestEntityTooLarge);
        Assert.Empty(_store.Rows);
    }

    [Fact]
    public async Task Post_TooManyASecond_IsAskedToWait()
    {
        await using var site = await PostingSite.Start(_store, new HttpSourceOptions { Name = "plc", RequestsPerSecond = 2 });
        for (int i = 0; i < 2; i++) Assert.Equal(HttpStatusCode.Accepted, (await site.Post("/ingest/plc", Json, """{"a":1}""")).StatusCode);
        var reply = await site.Post("/ingest/plc", Json, """{"a":1}""");
        await reply.Problem(HttpStatusCode.TooManyRequests);
        Assert.Equal(TimeSpan.FromSeconds(1), reply.Headers.RetryAfter!.Delta);
        site.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.Accepted, (await site.Post("/ingest/plc", Json, """{"a":1}""")).StatusCode);
        Assert.Equal(1, site.Source.Requests.Requests(PostOutcome.Limited));
    }

    [Fact]
    public async Task Post_TooManyReadingsASecond_MakesTheNextWaitForLonger()
    {
        await using var site = await PostingSite.Start(_store, new HttpSourceOptions { Name = "plc", ReadingsPerSecond = 1 });
        await site.Post("/ingest/plc", Json, """[{"a":1},{"a":1},{"a":1}]""");
        Assert.InRange((await site.Post("/ingest/plc", Json, """{"a":1}""")).Headers.RetryAfter!.Delta!.Value.TotalSeconds, 2, 3);
    }

    [Fact]
    public async Task Post_CommitHeldBack_IsAnsweredOnlyAfterIt()
    {
        var store = new HeldStore();
        await using var site = await PostingSite.Start(store);
        var posted = site.Post("/ingest/plc", Json, """{"a":1}""");
        await store.AppendedAsync();
        Assert.False(posted.IsCompleted);
        store.CommitAlways();
        Assert.Equal(HttpStatusCode.Accepted, (await posted).StatusCode);
    }

    [Fact]
    public async Task Post_StoreFails_IsAskedAgain()
    {
        await using var site = await PostingSite.Start(_store);
        _store.Fails = true;
        var reply = await site.Post("/ingest/plc", Json, """{"a":1}""", ("Idempotency-Key", "k"));
        await reply.Problem(HttpStatusCode.ServiceUnavailable);
        Assert.NotNull(reply.Headers.RetryAfter);
        _store.Fails = false;
        Assert.Equal("""{"accepted":1,"repeated":0}""", await (await site.Post("/ingest/plc", Json, """{"a":1}""", ("Idempotency-Key", "k"))).Content.ReadAsStringAsync());
        Assert.Equal(1, site.Source.Counters.NotStored);
    }

    [Fact]
    public async Task Post_SameKeyAgain_IsStoredOnce_AfterARestartToo()
    {
        await using var site = await PostingSite.Start(_store);
        (string, string)[] key = [("Idempotency-Key", "\"8e03978e\"")];
        Assert.Equal("""{"accepted":2,"repeated":0}""", await (await site.Post("/ingest/plc", Json, """[{"a":1},{"a":2}]""", key)).Content.ReadAsStringAsync());
        Assert.Equal("""{"accepted":0,"repeated":2}""", await (await site.Post("/ingest/plc", Json, """[{"a":1},{"a":2}]""", key)).Content.ReadAsStringAsync());
        site.Restart();
        Assert.Equal("""{"accepted":0,"repeated":2}""", await (await site.Post("/ingest/plc", Json, """[{"a":1},{"a":2}]""", key)).Content.ReadAsStringAsync());
        await (await site.Post("/ingest/plc", Json, """{"a":3}""", key)).Problem(HttpStatusCode.UnprocessableEntity);
        Assert.Equal("""{"accepted":1,"repeated":0}""", await (await site.Post("/ingest/plc/other", Json, """{"a":3}""", key)).Content.ReadAsStringAsync());
        Assert.Equal(3, _store.Rows.Count);
    }

    [Fact]
    public async Task Post_EventsOfWhichSomeAreKnown_StoresTheNewOnes()
    {
        await using var site = await PostingSite.Start(_store);
        await site.Post("/ingest/plc", "application/cloudevents+json", Event(1));
        site.Restart();
        var reply = await site.Post("/ingest/plc", "application/cloudevents-batch+json", $"[{Event(2)},{Event(1)},{Event(3)},{Event(2)}]");
        Assert.Equal("""{"accepted":2,"repeated":2}""", await reply.Content.ReadAsStringAsync());
        Assert.Equal(["plc@+0 a=1", "plc@+0 a=2", "plc@+0 a=3"], _store.Rows.Order());
    }

    [Fact]
    public async Task Post_DeclaredKey_RecognisesReadings()
    {
        await using var site = await PostingSite.Start(_store, new HttpSourceOptions { Name = "plc", Key = "seq" });
        await site.Post("/ingest/plc", Json, """[{"seq":1},{"seq":2}]""");
        Assert.Equal("""{"accepted":1,"repeated":1}""", await (await site.Post("/ingest/plc", Json, """[{"seq":2},{"seq":3}]""")).Content.ReadAsStringAsync());
        Assert.Equal(PayloadErrorText.Of(PayloadError.KeyInvalid, PayloadLimits.Default), (await (await site.Post("/ingest/plc", Json, """{"x":2}""")).Problem(HttpStatusCode.BadRequest)).Detail);
        Assert.Equal(3, _store.Rows.Count);
    }

    [Theory]
    [InlineData("ingest", HttpStatusCode.Accepted)]
    [InlineData("read", HttpStatusCode.Forbidden)]
    [InlineData("operate", HttpStatusCode.Accepted)]
    [InlineData("admin", HttpStatusCode.Accepted)]
    public async Task Post_TokenOfEachScope_MayOrMayNot(string scope, HttpStatusCode status)
    {
        await using var site = await PostingSite.Start(_store);
        using var client = site.Hosted.Client(site.Tokens.Add("t", ScopeNames.Parse(scope)));
        Assert.Equal(status, (await client.PostAsync("/ingest/plc", new StringContent("a=1"))).StatusCode);
        Assert.Equal(scope == "ingest" ? HttpStatusCode.Forbidden : HttpStatusCode.OK, (await client.GetAsync("/api/sources")).StatusCode);
    }

    [Fact]
    public async Task Post_ReloadedSource_IsAskedAgain()
    {
        await using var site = await PostingSite.Start(_store);
        site.Source.Dispose();
        await (await site.Post("/ingest/plc", Json, """{"a":1}""")).Problem(HttpStatusCode.ServiceUnavailable);
    }

    private static string Event(int number) => $$$"""{"specversion":"1.0","id":"{{{number}}}","source":"/a","type":"t","data":{"a":{{{number}}}}}""";

    private static byte[] Gzip(string text)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return output.ToArray();
    }
}
