using EdgeAppliance.Daemon.Http.Tokens;
using EdgeAppliance.Daemon.Identity;
using EdgeAppliance.Tests.Daemon.Identity;
using EdgeAppliance.Tests.Daemon.Identity.SiteCa;
using EdgeAppliance.Tests.Peers;

namespace EdgeAppliance.Tests.Ingest.Http;

/// <summary>Devices that post with what they are known by, with curl.</summary>
public sealed class DevicePostTests : IAsyncLifetime
{
    private const string Curl = "/usr/bin/curl";

    private EstSite _site = null!;

    private Guarded Guarded => _site.Guarded;

    public async Task InitializeAsync() => _site = await EstSite.Start();

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [ProgramFact(Curl, "curl")]
    public async Task Secret_PostsForItselfAlone()
    {
        string secret = Add("valve", "ingest/field/{device}");
        Assert.Equal("202", await Post("/ingest/field", "-u", "valve:" + secret));
        Assert.Equal("202", await Post("/ingest/field/valve", "-u", "valve:" + secret));
        Assert.Equal("403", await Post("/ingest/field/press", "-u", "valve:" + secret));
        Assert.Equal("403", await Post("/ingest/field", "-u", "valve:" + secret, "-H", "Edge-Device: press"));
        Assert.All(_site.Store.Rows, row => Assert.StartsWith("valve@", row));
        Assert.Equal((2, 2L), (_site.Store.Rows.Count, Guarded.Failures.PublishesDenied));
    }

    [ProgramFact(Curl, "curl")]
    public async Task Secret_OfABridge_PostsForThoseThatItsPatternsName()
    {
        string secret = Add("bridge", "ingest/field/+");
        string events = """[{"specversion":"1.0","id":"1","source":"s","type":"t","subject":"valve","data":{"temp":1}},{"specversion":"1.0","id":"2","source":"s","type":"t","subject":"press","data":{"temp":2}}]""";
        string[] batch = ["-H", "Content-Type: application/cloudevents-batch+json", "-d", events];
        Assert.Equal("202", (await _site.Curl("/ingest/field", ["-o", "/dev/null", "-u", "bridge:" + secret, .. batch])).Said);
        Assert.Equal(["press", "valve"], _site.Store.Rows.Select(row => row.Split('@')[0]).Order());
        string narrow = Add("narrow", "ingest/field/valve");
        // One that it may not, and nothing of the whole is taken.
        Assert.Equal("403", (await _site.Curl("/ingest/field", ["-o", "/dev/null", "-u", "narrow:" + narrow, .. batch])).Said);
        Assert.Equal(2, _site.Store.Rows.Count);
    }

    /// <summary>Whoever knows what another will say could else say it first, and the other's would be taken for sent again.</summary>
    [ProgramFact(Curl, "curl")]
    public async Task Event_ThatAnotherSentFirst_CountsAllTheSame()
    {
        string valve = Add("valve", "ingest/field/{device}"), press = Add("press", "ingest/field/{device}"), bridge = Add("bridge", "ingest/field/+");
        await Send("press", press, "press");
        await Send("bridge", bridge, "press");
        await Send("valve", valve, "valve");
        Assert.Equal(["press", "press", "valve"], _site.Store.Rows.Select(row => row.Split('@')[0]).Order());
        await Send("valve", valve, "valve");
        Assert.Equal(3, _site.Store.Rows.Count);

        async Task Send(string caller, string secret, string subject)
        {
            string said = $$"""{"specversion":"1.0","id":"1","source":"s","type":"t","subject":"{{subject}}","data":{"temp":1} }""";
            Assert.Equal("202", (await _site.Curl("/ingest/field", ["-o", "/dev/null", "-u", $"{caller}:{secret}", "-H", "Content-Type: application/cloudevents+json", "-d", said])).Said);
        }
    }

    [ProgramFact(Curl, "curl")]
    public async Task Certificate_Enrolled_PostsUntilItIsRevoked()
    {
        using var certificate = await _site.Enroll("valve", "ingest/field/{device}");
        Assert.Equal("202", await Post("/ingest/field", _site.Shown("valve")));
        Guarded.Changes.Revoke("valve");
        Assert.Equal("403", await Post("/ingest/field", _site.Shown("valve")));
        Assert.Single(_site.Store.Rows);
    }

    [ProgramFact(Curl, "curl")]
    public async Task WhatIsNoDevices_IsRefusedAndCounted()
    {
        string secret = Add("valve");
        Assert.Equal("401", await Post("/ingest/field"));
        Assert.Equal("401", await Post("/ingest/field", "-u", "valve:wrong"));
        Assert.Equal("401", await Post("/ingest/field", "-H", "Authorization: Bearer edge_wrong"));
        Assert.Equal("403", await Post("/ingest/field", "-u", "valve:" + secret));
        string token = _site.Tokens.Add("nobody", AccessScope.Ingest);
        Assert.Equal("403", await Post("/ingest/field", "-H", "Authorization: Bearer " + token));
        string read = _site.Tokens.Add("reader", AccessScope.Read), operate = _site.Tokens.Add("operator", AccessScope.Operate);
        Assert.Equal("403", await Post("/ingest/field", "-H", "Authorization: Bearer " + read));
        Assert.Equal("202", await Post("/ingest/field", "-H", "Authorization: Bearer " + operate));
        Assert.Equal((1, 1), (Guarded.Failures.Of(AdmissionVerdict.BadPassword), Guarded.Failures.Of(AdmissionVerdict.BadToken)));
        for (int i = 0; i < FailureLimiter.FailuresPerWindow; i++) await Post("/ingest/field", "-u", "valve:wrong");
        Assert.Equal("429", await Post("/ingest/field", "-u", "valve:wrong"));
        Assert.Equal("429", await Post("/api/status", "-H", "Authorization: Bearer edge_wrong"));
        Assert.Equal("202", await Post("/ingest/field", "-H", "Authorization: Bearer " + operate));
        Assert.Single(Guarded.Failures.Conditions());
    }

    [ProgramFact(Curl, "curl")]
    public async Task DevicesCredential_OpensNoOtherPage()
    {
        string secret = Add("valve", "#");
        Assert.Equal("401", await Post("/api/reload", "-u", "valve:" + secret));
        using var certificate = await _site.Enroll("press", "#");
        Assert.Equal("401", await Post("/api/reload", _site.Shown("press")));
    }

    private string Add(string id, params string[] publish) => Guarded.Add(id, publish);

    private async Task<string> Post(string path, params string[] more) => (await _site.Curl(path, ["-o", "/dev/null", "-d", "temp=21.5", .. more])).Said;
}
