using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EdgeAppliance.Core.Health;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Http.Client;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Certificates;

/// <summary>Gets one certificate of the appliance's own, and renews it at two thirds of its life. What fails is tried again, after a minute at first and after an hour at most.
/// Stepped by one caller at a time.</summary>
/// <param name="appliance">Its id, which is the subject where none is configured.</param>
internal sealed partial class CertificateRenewal(OwnCertificateConfiguration configuration, ICertificateIssuer issuer, string appliance, Func<DateTimeOffset> now, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan s_retryLeast = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_retryMost = TimeSpan.FromHours(1);

    private readonly OwnCertificateFiles _files = new(configuration);
    private long _triedAt;
    private TimeSpan _wait;
    private volatile string? _trouble;

    public OwnCertificateConfiguration Configuration => configuration;

    /// <summary>Why it could not be had when that was tried last; null where it could, or need not.</summary>
    public string? Trouble => _trouble;

    /// <summary>Where there is no certificate yet, makes one that nobody vouches for, so that what shows it can begin.</summary>
    /// <exception cref="IOException">The files cannot be written.</exception>
    public void Prepare()
    {
        if (File.Exists(configuration.CertificateFile)) return;
        try
        {
            using var key = _files.Key();
            using var own = Request(key, null).SelfSigned(now());
            _files.Write([own], key, now());
        }
        catch (Exception e) when (e is CryptographicException or UnauthorizedAccessException)
        {
            throw new IOException($"certificates.{configuration.Name} cannot be made: {e.Message}", e);
        }
    }

    /// <returns>Whether there is a new one.</returns>
    public async Task<bool> Step(CancellationToken stop)
    {
        if (_wait > TimeSpan.Zero && time.GetElapsedTime(_triedAt) < _wait) return false;
        try
        {
            using var current = _files.Read();
            bool isIts = current is not null && !OwnCertificateFiles.IsSelfSigned(current);
            if (isIts && !CertificateLife.Of(current!).IsDue(now())) return false;
            using var key = _files.Key();
            var issued = await issuer.Issue(Request(key, isIts && !CertificateLife.Of(current!).IsOver(now()) ? current : null), stop).ConfigureAwait(false);
            var own = _files.Write(issued, key, now());
            Log.Renewed(logger, configuration.Name, own.NotAfter);
            (_wait, _trouble) = (TimeSpan.Zero, null);
            return true;
        }
        catch (Exception e) when (e is IOException or HttpRequestException or FormatException or CryptographicException or UnauthorizedAccessException or ArgumentException
            || (e is OperationCanceledException && !stop.IsCancellationRequested))
        {
            Fail(SiteHttp.WhyNot(e));
            return false;
        }
    }

    /// <summary>What is wrong with a certificate that it is to renew.</summary>
    public HealthCondition? NotEnrolled() => _trouble is not { } why ? null : new HealthCondition(
        "certificate.not-renewed", HealthSeverity.Warning, $"certificates.{configuration.Name}", $"The certificate could not be had: {why}",
        "It is tried again by itself; look at the issuer, and at what is configured to ask it with.");

    private OwnRequest Request(ECDsa key, X509Certificate2? current) => new(key, configuration.CommonName ?? appliance, configuration.HostNames, current);

    private void Fail(string why)
    {
        if (_trouble is null) Log.NotRenewed(logger, configuration.Name, why);
        _trouble = why;
        _triedAt = time.GetTimestamp();
        _wait = _wait == TimeSpan.Zero ? s_retryLeast : _wait * 2 < s_retryMost ? _wait * 2 : s_retryMost;
    }

    private static partial class Log
    {
        [LoggerMessage(1331, LogLevel.Information, "Certificate {Name}: there is a new one, until {Until:u}")]
        public static partial void Renewed(ILogger logger, string name, DateTime until);

        [LoggerMessage(1332, LogLevel.Warning, "Certificate {Name}: there is none to be had. {Reason}")]
        public static partial void NotRenewed(ILogger logger, string name, string reason);
    }
}
