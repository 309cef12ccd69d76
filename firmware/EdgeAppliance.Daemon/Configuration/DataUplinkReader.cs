namespace EdgeAppliance.Daemon.Configuration;

/// <summary>Reads an uplink of type <c>data</c>.</summary>
internal static class DataUplinkReader
{
    private const long SizeLeast = 64 << 10;

    /// <returns>Null where it has no address.</returns>
    public static DataUplinkConfiguration? Read(string name, ConfigSection section)
    {
        var url = BrokerReader.Url(section, "http");
        var (user, password) = BrokerReader.Credentials(section);
        var standard = new DataUplinkConfiguration(name, url ?? new Uri("http://nowhere.invalid"));
        var read = standard with
        {
            User = user,
            Password = password,
            Token = section.FindSecret("token"),
            AccessKey = section.FindText("accessKey"),
            SecretKey = section.FindSecret("secretKey"),
            Region = section.Text("region", standard.Region),
            Tls = BrokerReader.Tls(section, url, "http"),
            Records = section.Integer("records", standard.Records, 2, 10_000),
            Every = section.Duration("every", standard.Every, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
            BytesPerDayMax = section.Find("bytesPerDay") is null ? null : section.Size("bytesPerDay", 0, SizeLeast),
            Pace = standard.Pace with
            {
                RetryLeast = section.Duration("retryLeast", standard.Pace.RetryLeast, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1)),
                RetryMost = section.Duration("retryMost", standard.Pace.RetryMost, TimeSpan.FromMilliseconds(10), TimeSpan.FromDays(1)),
            },
        };
        if (read.Pace.RetryMost < read.Pace.RetryLeast) section.Errors.Add(section.Find("retryMost") ?? section.Find("retryLeast")!, "retryMost is less than retryLeast");
        if ((read.AccessKey is null) != (read.SecretKey is null)) section.Errors.Add(section.Find("accessKey") ?? section.Find("secretKey")!, "an accessKey and a secretKey come together");
        if ((read.User is null ? 0 : 1) + (read.Token is null ? 0 : 1) + (read.AccessKey is null ? 0 : 1) > 1) section.Errors.Add(section.Node, "has more than one of user, token and accessKey");
        return url is null ? null : read;
    }
}
