namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>Identifiers of properties (MQTT 5 section 2.2.2.2).</summary>
internal enum MqttProperty : byte
{
    PayloadFormat = 1,
    MessageExpiry = 2,
    ContentType = 3,
    ResponseTopic = 8,
    CorrelationData = 9,
    SubscriptionId = 11,
    SessionExpiry = 17,
    AssignedClientId = 18,
    ServerKeepAlive = 19,
    AuthenticationMethod = 21,
    AuthenticationData = 22,
    RequestProblem = 23,
    WillDelay = 24,
    RequestResponse = 25,
    ReasonString = 31,
    ReceiveMaximum = 33,
    TopicAliasMaximum = 34,
    TopicAlias = 35,
    UserProperty = 38,
    MaximumPacketSize = 39,
}
