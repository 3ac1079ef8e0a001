BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE api_keys (
	id VARCHAR NOT NULL, 
	hash VARCHAR NOT NULL, 
	label VARCHAR NOT NULL, 
	user VARCHAR NOT NULL, 
	made_at DATETIME NOT NULL, 
	used_at DATETIME, 
	ends_at DATETIME, 
	revoked_at DATETIME, 
	CONSTRAINT pk_api_keys PRIMARY KEY (id), 
	CONSTRAINT fk_api_keys_user FOREIGN KEY(user) REFERENCES users (id), 
	CONSTRAINT uq_api_keys_hash UNIQUE (hash)
);
INSERT INTO "api_keys" VALUES('k-1','hhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhh','kanal','u-sari','2026-03-09 03:00:00.000000',NULL,NULL,NULL);
CREATE TABLE audit_log (
	seq INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	actor VARCHAR NOT NULL, 
	act VARCHAR NOT NULL, 
	subject VARCHAR, 
	digest VARCHAR, 
	"before" VARCHAR NOT NULL, 
	hash VARCHAR NOT NULL, 
	CONSTRAINT pk_audit_log PRIMARY KEY (seq), 
	CONSTRAINT uq_audit_log_hash UNIQUE (hash)
);
INSERT INTO "audit_log" VALUES(1,'2026-03-09 03:00:00.000000','kanal','case.admitted','00000002-uji','d839eefc7d1b928b63995a7d382fc9a621165d56172b6f952b866d85bfb135e3','0000000000000000000000000000000000000000000000000000000000000000','002bb621289ea4519d0a42101ea2f0a8b7c24d3f8170eb0ae7ef371349f64b90');
INSERT INTO "audit_log" VALUES(2,'2026-03-09 03:00:00.000000','kanal','case.admitted','00000009-uji','77d12fe7c6f1c7fa64d432c72540bb836a8aa055d78021034860ae02385dacef','002bb621289ea4519d0a42101ea2f0a8b7c24d3f8170eb0ae7ef371349f64b90','03c1320a03ffad972c4e5bdb0a1675af75cb152ead380312bcfb2fa465c49046');
INSERT INTO "audit_log" VALUES(3,'2026-03-09 03:00:00.000000','kanal','case.admitted','00000017-uji','749796c38cfcba90d68344c629f3f7b518fde171bf71ddc0f0eaddefdbb53270','03c1320a03ffad972c4e5bdb0a1675af75cb152ead380312bcfb2fa465c49046','d13e5928cae6a4ea14327aa95a3fad4686155493367c925dfff85e6963a5aa1c');
INSERT INTO "audit_log" VALUES(4,'2026-03-09 03:00:00.000000','kanal','case.admitted','00000024-uji','846bab3b5ff1c17af16faf272f42cb32d02e2e4b89230cfa947fbbd9bb922e2d','d13e5928cae6a4ea14327aa95a3fad4686155493367c925dfff85e6963a5aa1c','cae53c72f34f68a5ea25562eed7140ae9228aaba2dbfa3e7dcd15009fc56be9e');
INSERT INTO "audit_log" VALUES(5,'2026-03-09 03:00:00.000000','kanal','case.admitted','00000031-uji','f6a590f4884573f84f3bd051bc779fdadcfefd2de1953074e83c4cceee9bb516','cae53c72f34f68a5ea25562eed7140ae9228aaba2dbfa3e7dcd15009fc56be9e','c9f321e4452280effd4e27220db58249e4f557d6e0e3bc0a62c25e9c05e5ae47');
INSERT INTO "audit_log" VALUES(6,'2026-03-09 03:00:00.000000','u-sari','verdict.accept','00000002-uji','dc8d2c9a738925d8ac44f9868e18d08ca069e2d002a83e451647f3ac58a65ffd','c9f321e4452280effd4e27220db58249e4f557d6e0e3bc0a62c25e9c05e5ae47','3b8d33367a502ec4e24414e474293e4f528c657b13e0520997b21227e15b73ba');
INSERT INTO "audit_log" VALUES(7,'2026-03-09 03:00:00.000000','u-sari','verdict.undo','00000002-uji','23ec412a0ab5d0b7f32bbce0ee7227ba2d593d5738be97c6059b6a8b9c292cdc','3b8d33367a502ec4e24414e474293e4f528c657b13e0520997b21227e15b73ba','3c7b3285c4b0f8ceb59ec86dddbe25936e6e34272813f0d683db2d1c305d68b8');
INSERT INTO "audit_log" VALUES(8,'2026-03-09 03:00:00.000000','kanal','case.split_off','00000044-uji','42c926368c6c945004c1ce85626337023309e73eadfa66921cc8e42be667e8a7','3c7b3285c4b0f8ceb59ec86dddbe25936e6e34272813f0d683db2d1c305d68b8','b9f00c3255b2d1976431e0609eaca4f7abbe04184e254fea9bfc1822ba2d7485');
INSERT INTO "audit_log" VALUES(9,'2026-03-09 03:00:00.000000','kanal','case.split_off','00000047-uji','46b216ae19be177d73a634f4e9a848bed95b76e62a3c945d3cfa1f79a9de7183','b9f00c3255b2d1976431e0609eaca4f7abbe04184e254fea9bfc1822ba2d7485','4e6e0bbde02526271d8d8ea1cbab791f5caabfbd6349fbbf212d5e530ed12a2e');
INSERT INTO "audit_log" VALUES(10,'2026-03-09 03:00:00.000000','u-budi','verdict.split','00000009-uji','4cc279887466431726139642005131a9b66cda9d2fe970cc8a05db91ca276575','4e6e0bbde02526271d8d8ea1cbab791f5caabfbd6349fbbf212d5e530ed12a2e','81465e5f78326e2afcea6f340a75ed88be26071bebe12c34d1629fb4c47c8d50');
CREATE TABLE case_keys (
	"case" VARCHAR NOT NULL, 
	wrapped BLOB NOT NULL, 
	CONSTRAINT pk_case_keys PRIMARY KEY ("case"), 
	CONSTRAINT fk_case_keys_case FOREIGN KEY("case") REFERENCES cases (id)
);
INSERT INTO "case_keys" VALUES('00000002-uji',X'015D9831957504D90E945DE2E8C10F7A89BEE07E53A6A7CBC1BEE0FC5A8A25C7B85386A462B9D8D8DD22A32748056740C53FA56DF97DA375BC4B95F37C');
INSERT INTO "case_keys" VALUES('00000009-uji',X'01D9F73817CE6E118D264AAD6C7500B22593B30EDB0FC7D8A5F0610F40CE875CA037464E94E20B989986CE7A6B9DC93FD4C310880F01C267B5BE03C0C9');
INSERT INTO "case_keys" VALUES('00000017-uji',X'01F1483F95A90D9DF2F130D60F972D4FD5768E41BD72022E9D4A6E627AAE8364F82D7D44CAE5972C3D5EF5EB695C0EE2C0D88A955F3D807861C061D18D');
INSERT INTO "case_keys" VALUES('00000024-uji',X'01CB96C4DBADBE172296D5234AC9677C36426DFD4F254A4FA4F328879EF5E47774FC95D8E78AED6069A331DEC6E42915FF2D3E6B625A670B89121E8EC2');
INSERT INTO "case_keys" VALUES('00000031-uji',X'0194BA97AE8B15442EE2DB611A39473C0AAFE1ABDD1025A49DF9589B9E6A9A583DD0F0980684A49D9370C652B0589F3C3454073F88141F042C860719D4');
INSERT INTO "case_keys" VALUES('00000044-uji',X'0137F01210C3707A90B405420F5FBC3C6721884EB8969E345B19B9AFDDDFB9ADAAABACBBA5629545AC1898EEA268BFB832C089C8E886FBC3783F772B7E');
INSERT INTO "case_keys" VALUES('00000047-uji',X'0110AF3177D161E79587A766EC0DB6BF1DB417735C4812ED54F7E3E72B928A60F066A812A9AAC8BDE008E72FA717FE8B4664F4EE093D49C5F290141719');
CREATE TABLE cases (
	id VARCHAR NOT NULL, 
	client VARCHAR NOT NULL, 
	external_id VARCHAR NOT NULL, 
	parent VARCHAR, 
	received_at DATETIME NOT NULL, 
	admitted_at DATETIME NOT NULL, 
	touched_at DATETIME NOT NULL, 
	channel VARCHAR NOT NULL, 
	region_hint VARCHAR, 
	place VARCHAR, 
	regency VARCHAR, 
	confidentiality VARCHAR NOT NULL, 
	secret BOOLEAN NOT NULL, 
	title TEXT NOT NULL, 
	text TEXT NOT NULL, 
	raw BLOB, 
	state VARCHAR NOT NULL, 
	agency VARCHAR, 
	body VARCHAR, 
	category VARCHAR, 
	urgency VARCHAR, 
	kind VARCHAR, 
	copies JSON NOT NULL, 
	refused_by JSON NOT NULL, 
	incident VARCHAR, 
	CONSTRAINT pk_cases PRIMARY KEY (id), 
	CONSTRAINT fk_cases_incident FOREIGN KEY(incident) REFERENCES incidents (id), 
	CONSTRAINT fk_cases_parent FOREIGN KEY(parent) REFERENCES cases (id), 
	CONSTRAINT uq_cases_client_external_id UNIQUE (client, external_id)
);
INSERT INTO "cases" VALUES('00000002-uji','kanal','L-00000001-uji',NULL,'2026-03-09 03:00:00.000000','2026-03-09 03:00:00.000000','2026-03-09 03:00:00.000000','other','35.78','35.78','35.78','public',0,'','Atap ruang tunggu bocor sejak kemarin.',NULL,'in_review','kabkota.kesehatan:35.78','kabkota.pemerintahan:35.78','kesehatan','sedang','pengaduan_non_pengawasan','[]','[]','00000013-uji');
INSERT INTO "cases" VALUES('00000009-uji','kanal','L-00000008-uji',NULL,'2026-03-09 03:00:00.000000','2026-03-09 03:00:00.000000','2026-03-09 03:00:00.000000','other','35.78','35.78','35.78','public',0,'','Atap ruang tunggu bocor sejak kemarin.',NULL,'settled',NULL,'kabkota.pemerintahan:35.78','kesehatan','sedang','pengaduan_non_pengawasan','[]','[]','00000013-uji');
INSERT INTO "cases" VALUES('00000017-uji','kanal','L-00000016-uji',NULL,'2026-03-09 03:00:00.000000','2026-03-09 03:00:00.000000','2026-03-09 03:00:00.000000','other','35.78','35.78','35.78','public',0,'','Atap ruang tunggu bocor sejak kemarin.',NULL,'in_review','kabkota.kesehatan:35.78','kabkota.pemerintahan:35.78','kesehatan','sedang','pengaduan_non_pengawasan','[]','[]','00000013-uji');
INSERT INTO "cases" VALUES('00000024-uji','kanal','L-00000023-uji',NULL,'2026-03-09 03:00:00.000000','2026-03-09 03:00:00.000000','2026-03-09 03:00:00.000000','other','35.78','35.78','35.78','public',0,'','Atap ruang tunggu bocor sejak kemarin.',NULL,'routed','kabkota.kesehatan:35.78','kabkota.pemerintahan:35.78','kesehatan','sedang','pengaduan_non_pengawasan','[]','[]','00000013-uji');
INSERT INTO "cases" VALUES('00000031-uji','kanal','L-rahasia',NULL,'2026-03-09 03:00:00.000000','2026-03-09 03:00:00.000000','2026-03-09 03:00:00.000000','other','35.78','35.78','35.78','secret',1,'','Pegawai loket meminta uang.',NULL,'in_review','kabkota.kesehatan:35.78','kabkota.pemerintahan:35.78','kesehatan','sedang','pengaduan_non_pengawasan','[]','[]',NULL);
INSERT INTO "cases" VALUES('00000044-uji','kanal','L-00000008-uji#00000044-1','00000009-uji','2026-03-09 03:00:00.000000','2026-03-09 03:00:00.000000','2026-03-09 03:00:00.000000','other','35.78','35.78','35.78','public',0,'','Atap bocor.',NULL,'settled','kabkota.kesehatan:35.78','kabkota.pemerintahan:35.78','kesehatan','sedang','pengaduan_non_pengawasan','[]','[]',NULL);
INSERT INTO "cases" VALUES('00000047-uji','kanal','L-00000008-uji#00000047-2','00000009-uji','2026-03-09 03:00:00.000000','2026-03-09 03:00:00.000000','2026-03-09 03:00:00.000000','other','35.78','35.78','35.78','public',0,'','Antre lama.',NULL,'settled','kabkota.rsud:35.78','kabkota.pemerintahan:35.78','kesehatan','sedang','pengaduan_non_pengawasan','[]','[]',NULL);
CREATE TABLE control (
	name VARCHAR NOT NULL, 
	value JSON NOT NULL, 
	set_by VARCHAR NOT NULL, 
	set_at DATETIME NOT NULL, 
	CONSTRAINT pk_control PRIMARY KEY (name)
);
INSERT INTO "control" VALUES('uji','{"on": false}','u-sari','2026-03-09 03:00:00.000000');
CREATE TABLE decisions (
	id VARCHAR NOT NULL, 
	"case" VARCHAR NOT NULL, 
	prediction VARCHAR NOT NULL, 
	made_at DATETIME NOT NULL, 
	action VARCHAR NOT NULL, 
	agency VARCHAR, 
	category VARCHAR, 
	urgency VARCHAR, 
	kind VARCHAR, 
	copies JSON NOT NULL, 
	probability DOUBLE, 
	policy VARCHAR NOT NULL, 
	audit BOOLEAN NOT NULL, 
	audit_share DOUBLE NOT NULL, 
	finish_due DATE, 
	decision JSON NOT NULL, 
	CONSTRAINT pk_decisions PRIMARY KEY (id), 
	CONSTRAINT fk_decisions_case FOREIGN KEY("case") REFERENCES cases (id), 
	CONSTRAINT fk_decisions_prediction FOREIGN KEY(prediction) REFERENCES predictions (id)
);
INSERT INTO "decisions" VALUES('00000004-uji','00000002-uji','00000003-uji','2026-03-09 03:00:00.000000','review','kabkota.kesehatan:35.78','kesehatan','sedang','pengaduan_non_pengawasan','[]',0.62,'uji',0,0.03,'2026-04-06','{"action": "review", "agency": {"slug": "kabkota.kesehatan:35.78", "name": {"id": "Dinas Kesehatan Kota Surabaya", "en": "Dinas Kesehatan Kota Surabaya"}}, "desk": null, "copies": [], "kind": "pengaduan_non_pengawasan", "category": "kesehatan", "urgency": "sedang", "deadlines": [{"step": "verify", "due": "2026-03-12", "source": "permenpanrb-5-2025"}, {"step": "first_follow_up", "due": "2026-03-16", "source": "permenpanrb-5-2025"}, {"step": "finish", "due": "2026-04-06", "source": "permenpanrb-5-2025"}], "reasons": [{"code": "no_agency_known", "text": {"id": "Tidak ada instansi yang dapat ditentukan: wilayah tidak diketahui, atau yang mungkin sudah menolak.", "en": "No agency can be named: the region is unknown, or those that may be responsible have refused."}}], "audit": false, "highlights": []}');
INSERT INTO "decisions" VALUES('00000011-uji','00000009-uji','00000010-uji','2026-03-09 03:00:00.000000','review','kabkota.kesehatan:35.78','kesehatan','sedang','pengaduan_non_pengawasan','[]',0.62,'uji',0,0.03,'2026-04-06','{"action": "review", "agency": {"slug": "kabkota.kesehatan:35.78", "name": {"id": "Dinas Kesehatan Kota Surabaya", "en": "Dinas Kesehatan Kota Surabaya"}}, "desk": null, "copies": [], "kind": "pengaduan_non_pengawasan", "category": "kesehatan", "urgency": "sedang", "deadlines": [{"step": "verify", "due": "2026-03-12", "source": "permenpanrb-5-2025"}, {"step": "first_follow_up", "due": "2026-03-16", "source": "permenpanrb-5-2025"}, {"step": "finish", "due": "2026-04-06", "source": "permenpanrb-5-2025"}], "reasons": [{"code": "no_agency_known", "text": {"id": "Tidak ada instansi yang dapat ditentukan: wilayah tidak diketahui, atau yang mungkin sudah menolak.", "en": "No agency can be named: the region is unknown, or those that may be responsible have refused."}}], "audit": false, "highlights": []}');
INSERT INTO "decisions" VALUES('00000019-uji','00000017-uji','00000018-uji','2026-03-09 03:00:00.000000','review','kabkota.kesehatan:35.78','kesehatan','sedang','pengaduan_non_pengawasan','[]',0.62,'uji',0,0.03,'2026-04-06','{"action": "review", "agency": {"slug": "kabkota.kesehatan:35.78", "name": {"id": "Dinas Kesehatan Kota Surabaya", "en": "Dinas Kesehatan Kota Surabaya"}}, "desk": null, "copies": [], "kind": "pengaduan_non_pengawasan", "category": "kesehatan", "urgency": "sedang", "deadlines": [{"step": "verify", "due": "2026-03-12", "source": "permenpanrb-5-2025"}, {"step": "first_follow_up", "due": "2026-03-16", "source": "permenpanrb-5-2025"}, {"step": "finish", "due": "2026-04-06", "source": "permenpanrb-5-2025"}], "reasons": [{"code": "no_agency_known", "text": {"id": "Tidak ada instansi yang dapat ditentukan: wilayah tidak diketahui, atau yang mungkin sudah menolak.", "en": "No agency can be named: the region is unknown, or those that may be responsible have refused."}}], "audit": false, "highlights": []}');
INSERT INTO "decisions" VALUES('00000026-uji','00000024-uji','00000025-uji','2026-03-09 03:00:00.000000','auto_route','kabkota.kesehatan:35.78','kesehatan','sedang','pengaduan_non_pengawasan','[]',0.62,'uji',1,0.03,'2026-04-06','{"action": "auto_route", "agency": {"slug": "kabkota.kesehatan:35.78", "name": {"id": "Dinas Kesehatan Kota Surabaya", "en": "Dinas Kesehatan Kota Surabaya"}}, "desk": null, "copies": [], "kind": "pengaduan_non_pengawasan", "category": "kesehatan", "urgency": "sedang", "deadlines": [{"step": "verify", "due": "2026-03-12", "source": "permenpanrb-5-2025"}, {"step": "first_follow_up", "due": "2026-03-16", "source": "permenpanrb-5-2025"}, {"step": "finish", "due": "2026-04-06", "source": "permenpanrb-5-2025"}], "reasons": [{"code": "no_agency_known", "text": {"id": "Tidak ada instansi yang dapat ditentukan: wilayah tidak diketahui, atau yang mungkin sudah menolak.", "en": "No agency can be named: the region is unknown, or those that may be responsible have refused."}}], "audit": true, "highlights": []}');
INSERT INTO "decisions" VALUES('00000033-uji','00000031-uji','00000032-uji','2026-03-09 03:00:00.000000','review','kabkota.kesehatan:35.78','kesehatan','sedang','pengaduan_non_pengawasan','[]',0.62,'uji',0,0.03,'2026-04-06','{"action": "review", "agency": {"slug": "kabkota.kesehatan:35.78", "name": {"id": "Dinas Kesehatan Kota Surabaya", "en": "Dinas Kesehatan Kota Surabaya"}}, "desk": null, "copies": [], "kind": "pengaduan_non_pengawasan", "category": "kesehatan", "urgency": "sedang", "deadlines": [{"step": "verify", "due": "2026-03-12", "source": "permenpanrb-5-2025"}, {"step": "first_follow_up", "due": "2026-03-16", "source": "permenpanrb-5-2025"}, {"step": "finish", "due": "2026-04-06", "source": "permenpanrb-5-2025"}], "reasons": [{"code": "no_agency_known", "text": {"id": "Tidak ada instansi yang dapat ditentukan: wilayah tidak diketahui, atau yang mungkin sudah menolak.", "en": "No agency can be named: the region is unknown, or those that may be responsible have refused."}}], "audit": false, "highlights": []}');
CREATE TABLE deliveries (
	id VARCHAR NOT NULL, 
	webhook VARCHAR NOT NULL, 
	event VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	attempts INTEGER NOT NULL, 
	next_at DATETIME NOT NULL, 
	last_status VARCHAR, 
	delivered_at DATETIME, 
	CONSTRAINT pk_deliveries PRIMARY KEY (id), 
	CONSTRAINT fk_deliveries_event FOREIGN KEY(event) REFERENCES events (id), 
	CONSTRAINT fk_deliveries_webhook FOREIGN KEY(webhook) REFERENCES webhooks (id)
);
INSERT INTO "deliveries" VALUES('00000007-uji','w-1','00000006-uji','waiting',0,'2026-03-09 03:00:00.000000',NULL,NULL);
INSERT INTO "deliveries" VALUES('00000015-uji','w-1','00000014-uji','waiting',0,'2026-03-09 03:00:00.000000',NULL,NULL);
INSERT INTO "deliveries" VALUES('00000022-uji','w-1','00000021-uji','waiting',0,'2026-03-09 03:00:00.000000',NULL,NULL);
INSERT INTO "deliveries" VALUES('00000030-uji','w-1','00000029-uji','waiting',0,'2026-03-09 03:00:00.000000',NULL,NULL);
INSERT INTO "deliveries" VALUES('00000036-uji','w-1','00000035-uji','waiting',0,'2026-03-09 03:00:00.000000',NULL,NULL);
INSERT INTO "deliveries" VALUES('00000039-uji','w-1','00000038-uji','waiting',0,'2026-03-09 03:00:00.000000',NULL,NULL);
INSERT INTO "deliveries" VALUES('00000042-uji','w-1','00000041-uji','waiting',0,'2026-03-09 03:00:00.000000',NULL,NULL);
INSERT INTO "deliveries" VALUES('00000046-uji','w-1','00000045-uji','waiting',0,'2026-03-09 03:00:00.000000',NULL,NULL);
INSERT INTO "deliveries" VALUES('00000049-uji','w-1','00000048-uji','waiting',0,'2026-03-09 03:00:00.000000',NULL,NULL);
INSERT INTO "deliveries" VALUES('00000051-uji','w-1','00000050-uji','waiting',0,'2026-03-09 03:00:00.000000',NULL,NULL);
CREATE TABLE events (
	id VARCHAR NOT NULL, 
	type VARCHAR NOT NULL, 
	"case" VARCHAR, 
	happened_at DATETIME NOT NULL, 
	payload JSON NOT NULL, 
	CONSTRAINT pk_events PRIMARY KEY (id), 
	CONSTRAINT fk_events_case FOREIGN KEY("case") REFERENCES cases (id)
);
INSERT INTO "events" VALUES('00000006-uji','case.in_review','00000002-uji','2026-03-09 03:00:00.000000','{"case": "00000002-uji", "id": "L-00000001-uji", "state": "in_review", "agency": "kabkota.kesehatan:35.78", "copies": [], "kind": "pengaduan_non_pengawasan", "category": "kesehatan", "urgency": "sedang", "refused_by": [], "parent": null, "action": "review"}');
INSERT INTO "events" VALUES('00000014-uji','case.in_review','00000009-uji','2026-03-09 03:00:00.000000','{"case": "00000009-uji", "id": "L-00000008-uji", "state": "in_review", "agency": "kabkota.kesehatan:35.78", "copies": [], "kind": "pengaduan_non_pengawasan", "category": "kesehatan", "urgency": "sedang", "refused_by": [], "parent": null, "action": "review"}');
INSERT INTO "events" VALUES('00000021-uji','case.in_review','00000017-uji','2026-03-09 03:00:00.000000','{"case": "00000017-uji", "id": "L-00000016-uji", "state": "in_review", "agency": "kabkota.kesehatan:35.78", "copies": [], "kind": "pengaduan_non_pengawasan", "category": "kesehatan", "urgency": "sedang", "refused_by": [], "parent": null, "action": "review"}');
INSERT INTO "events" VALUES('00000029-uji','case.routed','00000024-uji','2026-03-09 03:00:00.000000','{"case": "00000024-uji", "id": "L-00000023-uji", "state": "routed", "agency": "kabkota.kesehatan:35.78", "copies": [], "kind": "pengaduan_non_pengawasan", "category": "kesehatan", "urgency": "sedang", "refused_by": [], "parent": null, "action": "auto_route"}');
INSERT INTO "events" VALUES('00000035-uji','case.in_review','00000031-uji','2026-03-09 03:00:00.000000','{"case": "00000031-uji", "id": "L-rahasia", "state": "in_review", "agency": "kabkota.kesehatan:35.78", "copies": [], "kind": "pengaduan_non_pengawasan", "category": "kesehatan", "urgency": "sedang", "refused_by": [], "parent": null, "action": "review"}');
INSERT INTO "events" VALUES('00000038-uji','case.settled','00000002-uji','2026-03-09 03:00:00.000000','{"case": "00000002-uji", "id": "L-00000001-uji", "state": "settled", "agency": "kabkota.kesehatan:35.78", "copies": [], "kind": "pengaduan_non_pengawasan", "category": "kesehatan", "urgency": "sedang", "refused_by": [], "parent": null, "act": "accept", "duplicate_of": null, "verdict": "00000037-uji"}');
INSERT INTO "events" VALUES('00000041-uji','verdict.undone','00000002-uji','2026-03-09 03:00:00.000000','{"case": "00000002-uji", "id": "L-00000001-uji", "state": "in_review", "agency": "kabkota.kesehatan:35.78", "copies": [], "kind": "pengaduan_non_pengawasan", "category": "kesehatan", "urgency": "sedang", "refused_by": [], "parent": null, "verdict": "00000037-uji"}');
INSERT INTO "events" VALUES('00000045-uji','case.settled','00000044-uji','2026-03-09 03:00:00.000000','{"case": "00000044-uji", "id": "L-00000008-uji#00000044-1", "state": "settled", "agency": "kabkota.kesehatan:35.78", "copies": [], "kind": "pengaduan_non_pengawasan", "category": "kesehatan", "urgency": "sedang", "refused_by": [], "parent": "00000009-uji", "act": "split"}');
INSERT INTO "events" VALUES('00000048-uji','case.settled','00000047-uji','2026-03-09 03:00:00.000000','{"case": "00000047-uji", "id": "L-00000008-uji#00000047-2", "state": "settled", "agency": "kabkota.rsud:35.78", "copies": [], "kind": "pengaduan_non_pengawasan", "category": "kesehatan", "urgency": "sedang", "refused_by": [], "parent": "00000009-uji", "act": "split"}');
INSERT INTO "events" VALUES('00000050-uji','case.settled','00000009-uji','2026-03-09 03:00:00.000000','{"case": "00000009-uji", "id": "L-00000008-uji", "state": "settled", "agency": null, "copies": [], "kind": "pengaduan_non_pengawasan", "category": "kesehatan", "urgency": "sedang", "refused_by": [], "parent": null, "act": "split", "duplicate_of": null, "verdict": "00000043-uji"}');
CREATE TABLE fingerprints (
	"case" VARCHAR NOT NULL, 
	fingerprint JSON NOT NULL, 
	CONSTRAINT pk_fingerprints PRIMARY KEY ("case"), 
	CONSTRAINT fk_fingerprints_case FOREIGN KEY("case") REFERENCES cases (id)
);
INSERT INTO "fingerprints" VALUES('00000002-uji','{"version": "1", "subjects": [], "words": {"bfa16d512aa5bfd1": 1.76, "73ba5f26bc448238": 1.21, "6ff4a277f3cc313e": 0.65, "89e5422621331aeb": 0.44}}');
INSERT INTO "fingerprints" VALUES('00000009-uji','{"version": "1", "subjects": [], "words": {"bfa16d512aa5bfd1": 1.76, "73ba5f26bc448238": 1.21, "6ff4a277f3cc313e": 0.65, "89e5422621331aeb": 0.44}}');
INSERT INTO "fingerprints" VALUES('00000017-uji','{"version": "1", "subjects": [], "words": {"bfa16d512aa5bfd1": 1.76, "73ba5f26bc448238": 1.21, "6ff4a277f3cc313e": 0.65, "89e5422621331aeb": 0.44}}');
INSERT INTO "fingerprints" VALUES('00000024-uji','{"version": "1", "subjects": [], "words": {"bfa16d512aa5bfd1": 1.76, "73ba5f26bc448238": 1.21, "6ff4a277f3cc313e": 0.65, "89e5422621331aeb": 0.44}}');
INSERT INTO "fingerprints" VALUES('00000031-uji','{"version": 1}');
CREATE TABLE idempotency_keys (
	client VARCHAR NOT NULL, 
	"key" VARCHAR NOT NULL, 
	request VARCHAR NOT NULL, 
	"case" VARCHAR NOT NULL, 
	made_at DATETIME NOT NULL, 
	answer JSON NOT NULL, 
	CONSTRAINT pk_idempotency_keys PRIMARY KEY (client, "key"), 
	CONSTRAINT fk_idempotency_keys_case FOREIGN KEY("case") REFERENCES cases (id)
);
INSERT INTO "idempotency_keys" VALUES('kanal','L-00000001-uji','3269ee5e27e0fe1c1abe76b3988913936527ce19fb52947c5260972b65dd1edb','00000002-uji','2026-03-09 03:00:00.000000','{"case": "00000002-uji", "state": "in_review", "review": "00000005-uji", "answer": {"id": "L-00000001-uji", "kind": null, "category": {"label": "kesehatan", "name": {"id": "Kesehatan", "en": "Health"}, "probability": 0.8, "alternatives": [{"label": "kesehatan", "name": {"id": "Kesehatan", "en": "Health"}, "probability": 0.8}, {"label": "perhubungan", "name": {"id": "Perhubungan", "en": "Transport"}, "probability": 0.1}, {"label": "energi", "name": {"id": "Energi dan Sumber Daya Alam", "en": "Energy and natural resources"}, "probability": 0.1}]}, "urgency": null, "role": {"label": "kabkota.kesehatan", "name": {"id": "Dinas Kesehatan", "en": "Health Office"}, "probability": 0.65, "alternatives": [{"label": "kabkota.kesehatan", "name": {"id": "Dinas Kesehatan", "en": "Health Office"}, "probability": 0.65}, {"label": "kabkota.rsud", "name": {"id": "Rumah Sakit Umum Daerah", "en": "Regional General Hospital"}, "probability": 0.26}, {"label": "kabkota.perhubungan", "name": {"id": "Dinas Perhubungan", "en": "Transport Office"}, "probability": 0.09}]}, "agency": {"slug": "kabkota.kesehatan:35.78", "name": {"id": "Dinas Kesehatan Kota Surabaya", "en": "Dinas Kesehatan Kota Surabaya"}, "probability": 0.62, "evidence": [], "role": "kabkota.kesehatan", "region": {"code": "35.78", "name": "Kota Surabaya"}, "alternatives": [{"slug": "kabkota.kesehatan:35.78", "name": {"id": "Dinas Kesehatan Kota Surabaya", "en": "Dinas Kesehatan Kota Surabaya"}, "probability": 0.62, "evidence": []}, {"slug": "kabkota.rsud:35.78", "name": {"id": "RSUD dr. Mohamad Soewandhie Kota Surabaya", "en": "RSUD dr. Mohamad Soewandhie Kota Surabaya"}, "probability": 0.25, "evidence": []}, {"slug": "kabkota.perhubungan:35.78", "name": {"id": "Dinas Perhubungan Kota Surabaya", "en": "Dinas Perhubungan Kota Surabaya"}, "probability": 0.08, "evidence": []}], "other": 0.050000000000000044}, "similar": [], "places": [{"code": "35.78", "name": "Kota Surabaya", "confidence": 1.0, "source": "hint", "spans": []}], "decision": {"action": "review", "agency": {"slug": "kabkota.kesehatan:35.78", "name": {"id": "Dinas Kesehatan Kota Surabaya", "en": "Dinas Kesehatan Kota Surabaya"}}, "desk": null, "copies": [], "kind": "pengaduan_non_pengawasan", "category": "kesehatan", "urgency": "sedang", "deadlines": [{"step": "verify", "due": "2026-03-12", "source": "permenpanrb-5-2025"}, {"step": "first_follow_up", "due": "2026-03-16", "source": "permenpanrb-5-2025"}, {"step": "finish", "due": "2026-04-06", "source": "permenpanrb-5-2025"}], "reasons": [{"code": "no_agency_known", "text": {"id": "Tidak ada instansi yang dapat ditentukan: wilayah tidak diketahui, atau yang mungkin sudah menolak.", "en": "No agency can be named: the region is unknown, or those that may be responsible have refused."}}], "audit": false}, "versions": {"model": "tetap", "bundle": "1", "recipe": "r", "label_space": "l", "taxonomy": "sp4n@2026.1", "policy": "uji", "jurisdiction": "uji", "clocks": "uji"}}}');
INSERT INTO "idempotency_keys" VALUES('kanal','L-00000008-uji','3269ee5e27e0fe1c1abe76b3988913936527ce19fb52947c5260972b65dd1edb','00000009-uji','2026-03-09 03:00:00.000000','{"case": "00000009-uji", "state": "in_review", "review": "00000012-uji", "answer": {"id": "L-00000008-uji", "kind": null, "category": {"label": "kesehatan", "name": {"id": "Kesehatan", "en": "Health"}, "probability": 0.8, "alternatives": [{"label": "kesehatan", "name": {"id": "Kesehatan", "en": "Health"}, "probability": 0.8}, {"label": "perhubungan", "name": {"id": "Perhubungan", "en": "Transport"}, "probability": 0.1}, {"label": "energi", "name": {"id": "Energi dan Sumber Daya Alam", "en": "Energy and natural resources"}, "probability": 0.1}]}, "urgency": null, "role": {"label": "kabkota.kesehatan", "name": {"id": "Dinas Kesehatan", "en": "Health Office"}, "probability": 0.65, "alternatives": [{"label": "kabkota.kesehatan", "name": {"id": "Dinas Kesehatan", "en": "Health Office"}, "probability": 0.65}, {"label": "kabkota.rsud", "name": {"id": "Rumah Sakit Umum Daerah", "en": "Regional General Hospital"}, "probability": 0.26}, {"label": "kabkota.perhubungan", "name": {"id": "Dinas Perhubungan", "en": "Transport Office"}, "probability": 0.09}]}, "agency": {"slug": "kabkota.kesehatan:35.78", "name": {"id": "Dinas Kesehatan Kota Surabaya", "en": "Dinas Kesehatan Kota Surabaya"}, "probability": 0.62, "evidence": [], "role": "kabkota.kesehatan", "region": {"code": "35.78", "name": "Kota Surabaya"}, "alternatives": [{"slug": "kabkota.kesehatan:35.78", "name": {"id": "Dinas Kesehatan Kota Surabaya", "en": "Dinas Kesehatan Kota Surabaya"}, "probability": 0.62, "evidence": []}, {"slug": "kabkota.rsud:35.78", "name": {"id": "RSUD dr. Mohamad Soewandhie Kota Surabaya", "en": "RSUD dr. Mohamad Soewandhie Kota Surabaya"}, "probability": 0.25, "evidence": []}, {"slug": "kabkota.perhubungan:35.78", "name": {"id": "Dinas Perhubungan Kota Surabaya", "en": "Dinas Perhubungan Kota Surabaya"}, "probability": 0.08, "evidence": []}], "other": 0.050000000000000044}, "similar": [], "places": [{"code": "35.78", "name": "Kota Surabaya", "confidence": 1.0, "source": "hint", "spans": []}], "decision": {"action": "review", "agency": {"slug": "kabkota.kesehatan:35.78", "name": {"id": "Dinas Kesehatan Kota Surabaya", "en": "Dinas Kesehatan Kota Surabaya"}}, "desk": null, "copies": [], "kind": "pengaduan_non_pengawasan", "category": "kesehatan", "urgency": "sedang", "deadlines": [{"step": "verify", "due": "2026-03-12", "source": "permenpanrb-5-2025"}, {"step": "first_follow_up", "due": "2026-03-16", "source": "permenpanrb-5-2025"}, {"step": "finish", "due": "2026-04-06", "source": "permenpanrb-5-2025"}], "reasons": [{"code": "no_agency_known", "text": {"id": "Tidak ada instansi yang dapat ditentukan: wilayah tidak diketahui, atau yang mungkin sudah menolak.", "en": "No agency can be named: the region is unknown, or those that may be responsible have refused."}}], "audit": false}, "versions": {"model": "tetap", "bundle": "1", "recipe": "r", "label_space": "l", "taxonomy": "sp4n@2026.1", "policy": "uji", "jurisdiction": "uji", "clocks": "uji"}}}');
INSERT INTO "idempotency_keys" VALUES('kanal','L-00000016-uji','3269ee5e27e0fe1c1abe76b3988913936527ce19fb52947c5260972b65dd1edb','00000017-uji','2026-03-09 03:00:00.000000','{"case": "00000017-uji", "state": "in_review", "review": "00000020-uji", "answer": {"id": "L-00000016-uji", "kind": null, "category": {"label": "kesehatan", "name": {"id": "Kesehatan", "en": "Health"}, "probability": 0.8, "alternatives": [{"label": "kesehatan", "name": {"id": "Kesehatan", "en": "Health"}, "probability": 0.8}, {"label": "perhubungan", "name": {"id": "Perhubungan", "en": "Transport"}, "probability": 0.1}, {"label": "energi", "name": {"id": "Energi dan Sumber Daya Alam", "en": "Energy and natural resources"}, "probability": 0.1}]}, "urgency": null, "role": {"label": "kabkota.kesehatan", "name": {"id": "Dinas Kesehatan", "en": "Health Office"}, "probability": 0.65, "alternatives": [{"label": "kabkota.kesehatan", "name": {"id": "Dinas Kesehatan", "en": "Health Office"}, "probability": 0.65}, {"label": "kabkota.rsud", "name": {"id": "Rumah Sakit Umum Daerah", "en": "Regional General Hospital"}, "probability": 0.26}, {"label": "kabkota.perhubungan", "name": {"id": "Dinas Perhubungan", "en": "Transport Office"}, "probability": 0.09}]}, "agency": {"slug": "kabkota.kesehatan:35.78", "name": {"id": "Dinas Kesehatan Kota Surabaya", "en": "Dinas Kesehatan Kota Surabaya"}, "probability": 0.62, "evidence": [], "role": "kabkota.kesehatan", "region": {"code": "35.78", "name": "Kota Surabaya"}, "alternatives": [{"slug": "kabkota.kesehatan:35.78", "name": {"id": "Dinas Kesehatan Kota Surabaya", "en": "Dinas Kesehatan Kota Surabaya"}, "probability": 0.62, "evidence": []}, {"slug": "kabkota.rsud:35.78", "name": {"id": "RSUD dr. Mohamad Soewandhie Kota Surabaya", "en": "RSUD dr. Mohamad Soewandhie Kota Surabaya"}, "probability": 0.25, "evidence": []}, {"slug": "kabkota.perhubungan:35.78", "name": {"id": "Dinas Perhubungan Kota Surabaya", "en": "Dinas Perhubungan Kota Surabaya"}, "probability": 0.08, "evidence": []}], "other": 0.050000000000000044}, "similar": [], "places": [{"code": "35.78", "name": "Kota Surabaya", "confidence": 1.0, "source": "hint", "spans": []}], "decision": {"action": "review", "agency": {"slug": "kabkota.kesehatan:35.78", "name": {"id": "Dinas Kesehatan Kota Surabaya", "en": "Dinas Kesehatan Kota Surabaya"}}, "desk": null, "copies": [], "kind": "pengaduan_non_pengawasan", "category": "kesehatan", "urgency": "sedang", "deadlines": [{"step": "verify", "due": "2026-03-12", "source": "permenpanrb-5-2025"}, {"step": "first_follow_up", "due": "2026-03-16", "source": "permenpanrb-5-2025"}, {"step": "finish", "due": "2026-04-06", "source": "permenpanrb-5-2025"}], "reasons": [{"code": "no_agency_known", "text": {"id": "Tidak ada instansi yang dapat ditentukan: wilayah tidak diketahui, atau yang mungkin sudah menolak.", "en": "No agency can be named: the region is unknown, or those that may be responsible have refused."}}], "audit": false}, "versions": {"model": "tetap", "bundle": "1", "recipe": "r", "label_space": "l", "taxonomy": "sp4n@2026.1", "policy": "uji", "jurisdiction": "uji", "clocks": "uji"}}}');
INSERT INTO "idempotency_keys" VALUES('kanal','L-00000023-uji','3269ee5e27e0fe1c1abe76b3988913936527ce19fb52947c5260972b65dd1edb','00000024-uji','2026-03-09 03:00:00.000000','{"case": "00000024-uji", "state": "routed", "review": null, "answer": {"id": "L-00000023-uji", "kind": null, "category": {"label": "kesehatan", "name": {"id": "Kesehatan", "en": "Health"}, "probability": 0.8, "alternatives": [{"label": "kesehatan", "name": {"id": "Kesehatan", "en": "Health"}, "probability": 0.8}, {"label": "perhubungan", "name": {"id": "Perhubungan", "en": "Transport"}, "probability": 0.1}, {"label": "energi", "name": {"id": "Energi dan Sumber Daya Alam", "en": "Energy and natural resources"}, "probability": 0.1}]}, "urgency": null, "role": {"label": "kabkota.kesehatan", "name": {"id": "Dinas Kesehatan", "en": "Health Office"}, "probability": 0.65, "alternatives": [{"label": "kabkota.kesehatan", "name": {"id": "Dinas Kesehatan", "en": "Health Office"}, "probability": 0.65}, {"label": "kabkota.rsud", "name": {"id": "Rumah Sakit Umum Daerah", "en": "Regional General Hospital"}, "probability": 0.26}, {"label": "kabkota.perhubungan", "name": {"id": "Dinas Perhubungan", "en": "Transport Office"}, "probability": 0.09}]}, "agency": {"slug": "kabkota.kesehatan:35.78", "name": {"id": "Dinas Kesehatan Kota Surabaya", "en": "Dinas Kesehatan Kota Surabaya"}, "probability": 0.62, "evidence": [], "role": "kabkota.kesehatan", "region": {"code": "35.78", "name": "Kota Surabaya"}, "alternatives": [{"slug": "kabkota.kesehatan:35.78", "name": {"id": "Dinas Kesehatan Kota Surabaya", "en": "Dinas Kesehatan Kota Surabaya"}, "probability": 0.62, "evidence": []}, {"slug": "kabkota.rsud:35.78", "name": {"id": "RSUD dr. Mohamad Soewandhie Kota Surabaya", "en": "RSUD dr. Mohamad Soewandhie Kota Surabaya"}, "probability": 0.25, "evidence": []}, {"slug": "kabkota.perhubungan:35.78", "name": {"id": "Dinas Perhubungan Kota Surabaya", "en": "Dinas Perhubungan Kota Surabaya"}, "probability": 0.08, "evidence": []}], "other": 0.050000000000000044}, "similar": [], "places": [{"code": "35.78", "name": "Kota Surabaya", "confidence": 1.0, "source": "hint", "spans": []}], "decision": {"action": "auto_route", "agency": {"slug": "kabkota.kesehatan:35.78", "name": {"id": "Dinas Kesehatan Kota Surabaya", "en": "Dinas Kesehatan Kota Surabaya"}}, "desk": null, "copies": [], "kind": "pengaduan_non_pengawasan", "category": "kesehatan", "urgency": "sedang", "deadlines": [{"step": "verify", "due": "2026-03-12", "source": "permenpanrb-5-2025"}, {"step": "first_follow_up", "due": "2026-03-16", "source": "permenpanrb-5-2025"}, {"step": "finish", "due": "2026-04-06", "source": "permenpanrb-5-2025"}], "reasons": [{"code": "no_agency_known", "text": {"id": "Tidak ada instansi yang dapat ditentukan: wilayah tidak diketahui, atau yang mungkin sudah menolak.", "en": "No agency can be named: the region is unknown, or those that may be responsible have refused."}}], "audit": true}, "versions": {"model": "tetap", "bundle": "1", "recipe": "r", "label_space": "l", "taxonomy": "sp4n@2026.1", "policy": "uji", "jurisdiction": "uji", "clocks": "uji"}}}');
INSERT INTO "idempotency_keys" VALUES('kanal','kunci','5aa8ca66190f5b23f5aa99440d216b2717ef173ca5579e82dc8dc9217d214106','00000031-uji','2026-03-09 03:00:00.000000','{"case": "00000031-uji", "state": "in_review", "review": "00000034-uji", "answer": {"id": "L-rahasia", "kind": null, "category": {"label": "kesehatan", "name": {"id": "Kesehatan", "en": "Health"}, "probability": 0.8, "alternatives": [{"label": "kesehatan", "name": {"id": "Kesehatan", "en": "Health"}, "probability": 0.8}, {"label": "perhubungan", "name": {"id": "Perhubungan", "en": "Transport"}, "probability": 0.1}, {"label": "energi", "name": {"id": "Energi dan Sumber Daya Alam", "en": "Energy and natural resources"}, "probability": 0.1}]}, "urgency": null, "role": {"label": "kabkota.kesehatan", "name": {"id": "Dinas Kesehatan", "en": "Health Office"}, "probability": 0.65, "alternatives": [{"label": "kabkota.kesehatan", "name": {"id": "Dinas Kesehatan", "en": "Health Office"}, "probability": 0.65}, {"label": "kabkota.rsud", "name": {"id": "Rumah Sakit Umum Daerah", "en": "Regional General Hospital"}, "probability": 0.26}, {"label": "kabkota.perhubungan", "name": {"id": "Dinas Perhubungan", "en": "Transport Office"}, "probability": 0.09}]}, "agency": {"slug": "kabkota.kesehatan:35.78", "name": {"id": "Dinas Kesehatan Kota Surabaya", "en": "Dinas Kesehatan Kota Surabaya"}, "probability": 0.62, "evidence": [], "role": "kabkota.kesehatan", "region": {"code": "35.78", "name": "Kota Surabaya"}, "alternatives": [{"slug": "kabkota.kesehatan:35.78", "name": {"id": "Dinas Kesehatan Kota Surabaya", "en": "Dinas Kesehatan Kota Surabaya"}, "probability": 0.62, "evidence": []}, {"slug": "kabkota.rsud:35.78", "name": {"id": "RSUD dr. Mohamad Soewandhie Kota Surabaya", "en": "RSUD dr. Mohamad Soewandhie Kota Surabaya"}, "probability": 0.25, "evidence": []}, {"slug": "kabkota.perhubungan:35.78", "name": {"id": "Dinas Perhubungan Kota Surabaya", "en": "Dinas Perhubungan Kota Surabaya"}, "probability": 0.08, "evidence": []}], "other": 0.050000000000000044}, "similar": [], "places": [{"code": "35.78", "name": "Kota Surabaya", "confidence": 1.0, "source": "hint", "spans": []}], "decision": {"action": "review", "agency": {"slug": "kabkota.kesehatan:35.78", "name": {"id": "Dinas Kesehatan Kota Surabaya", "en": "Dinas Kesehatan Kota Surabaya"}}, "desk": null, "copies": [], "kind": "pengaduan_non_pengawasan", "category": "kesehatan", "urgency": "sedang", "deadlines": [{"step": "verify", "due": "2026-03-12", "source": "permenpanrb-5-2025"}, {"step": "first_follow_up", "due": "2026-03-16", "source": "permenpanrb-5-2025"}, {"step": "finish", "due": "2026-04-06", "source": "permenpanrb-5-2025"}], "reasons": [{"code": "no_agency_known", "text": {"id": "Tidak ada instansi yang dapat ditentukan: wilayah tidak diketahui, atau yang mungkin sudah menolak.", "en": "No agency can be named: the region is unknown, or those that may be responsible have refused."}}], "audit": false}, "versions": {"model": "tetap", "bundle": "1", "recipe": "r", "label_space": "l", "taxonomy": "sp4n@2026.1", "policy": "uji", "jurisdiction": "uji", "clocks": "uji"}}}');
CREATE TABLE incidents (
	id VARCHAR NOT NULL, 
	regency VARCHAR, 
	place VARCHAR, 
	category VARCHAR, 
	urgency INTEGER NOT NULL, 
	first_at DATETIME NOT NULL, 
	last_at DATETIME NOT NULL, 
	reports INTEGER NOT NULL, 
	CONSTRAINT pk_incidents PRIMARY KEY (id)
);
INSERT INTO "incidents" VALUES('00000013-uji','35.78','35.78','kesehatan',1,'2026-03-09 03:00:00.000000','2026-03-09 03:00:00.000000',4);
INSERT INTO "incidents" VALUES('i-1','35.78','35.78','kesehatan',1,'2026-03-09 03:00:00.000000','2026-03-09 03:00:00.000000',1);
CREATE TABLE notes (
	verdict VARCHAR NOT NULL, 
	"case" VARCHAR NOT NULL, 
	text TEXT NOT NULL, 
	CONSTRAINT pk_notes PRIMARY KEY (verdict), 
	CONSTRAINT fk_notes_case FOREIGN KEY("case") REFERENCES cases (id), 
	CONSTRAINT fk_notes_verdict FOREIGN KEY(verdict) REFERENCES verdicts (id)
);
INSERT INTO "notes" VALUES('00000037-uji','00000002-uji','Sudah dicek.');
CREATE TABLE outcomes (
	id VARCHAR NOT NULL, 
	"case" VARCHAR NOT NULL, 
	happened_at DATETIME NOT NULL, 
	told_at DATETIME NOT NULL, 
	told_by VARCHAR NOT NULL, 
	event VARCHAR NOT NULL, 
	agency VARCHAR, 
	right_agency VARCHAR, 
	CONSTRAINT pk_outcomes PRIMARY KEY (id), 
	CONSTRAINT fk_outcomes_case FOREIGN KEY("case") REFERENCES cases (id)
);
INSERT INTO "outcomes" VALUES('o-1','00000031-uji','2026-03-09 03:00:00.000000','2026-03-09 03:00:00.000000','kanal','bounced','kabkota.kesehatan:35.78','kabkota.rsud:35.78');
CREATE TABLE practice (
	id VARCHAR NOT NULL, 
	user VARCHAR NOT NULL, 
	practice_case VARCHAR NOT NULL, 
	answered_at DATETIME NOT NULL, 
	given JSON NOT NULL, 
	"right" BOOLEAN NOT NULL, 
	CONSTRAINT pk_practice PRIMARY KEY (id), 
	CONSTRAINT fk_practice_user FOREIGN KEY(user) REFERENCES users (id)
);
INSERT INTO "practice" VALUES('p-1','u-sari','latihan-1','2026-03-09 03:00:00.000000','{"agency": "kabkota.kesehatan:35.78"}',1);
CREATE TABLE predictions (
	id VARCHAR NOT NULL, 
	"case" VARCHAR NOT NULL, 
	made_at DATETIME NOT NULL, 
	model VARCHAR NOT NULL, 
	bundle VARCHAR NOT NULL, 
	answer JSON NOT NULL, 
	CONSTRAINT pk_predictions PRIMARY KEY (id), 
	CONSTRAINT fk_predictions_case FOREIGN KEY("case") REFERENCES cases (id)
);
INSERT INTO "predictions" VALUES('00000003-uji','00000002-uji','2026-03-09 03:00:00.000000','tetap','1','{"id": "L-00000001-uji", "kind": null, "category": {"label": "kesehatan", "name": {"id": "Kesehatan", "en": "Health"}, "probability": 0.8, "alternatives": [{"label": "kesehatan", "name": {"id": "Kesehatan", "en": "Health"}, "probability": 0.8}, {"label": "perhubungan", "name": {"id": "Perhubungan", "en": "Transport"}, "probability": 0.1}, {"label": "energi", "name": {"id": "Energi dan Sumber Daya Alam", "en": "Energy and natural resources"}, "probability": 0.1}]}, "urgency": null, "role": {"label": "kabkota.kesehatan", "name": {"id": "Dinas Kesehatan", "en": "Health Office"}, "probability": 0.65, "alternatives": [{"label": "kabkota.kesehatan", "name": {"id": "Dinas Kesehatan", "en": "Health Office"}, "probability": 0.65}, {"label": "kabkota.rsud", "name": {"id": "Rumah Sakit Umum Daerah", "en": "Regional General Hospital"}, "probability": 0.26}, {"label": "kabkota.perhubungan", "name": {"id": "Dinas Perhubungan", "en": "Transport Office"}, "probability": 0.09}]}, "agency": {"slug": "kabkota.kesehatan:35.78", "name": {"id": "Dinas Kesehatan Kota Surabaya", "en": "Dinas Kesehatan Kota Surabaya"}, "probability": 0.62, "evidence": [], "role": "kabkota.kesehatan", "region": {"code": "35.78", "name": "Kota Surabaya"}, "alternatives": [{"slug": "kabkota.kesehatan:35.78", "name": {"id": "Dinas Kesehatan Kota Surabaya", "en": "Dinas Kesehatan Kota Surabaya"}, "probability": 0.62, "evidence": []}, {"slug": "kabkota.rsud:35.78", "name": {"id": "RSUD dr. Mohamad Soewandhie Kota Surabaya", "en": "RSUD dr. Mohamad Soewandhie Kota Surabaya"}, "probability": 0.25, "evidence": []}, {"slug": "kabkota.perhubungan:35.78", "name": {"id": "Dinas Perhubungan Kota Surabaya", "en": "Dinas Perhubungan Kota Surabaya"}, "probability": 0.08, "evidence": []}], "other": 0.050000000000000044}, "similar": [], "places": [{"code": "35.78", "name": "Kota Surabaya", "confidence": 1.0, "source": "hint", "spans": []}], "versions": {"model": "tetap", "bundle": "1", "recipe": "r", "label_space": "l", "taxonomy": "sp4n@2026.1", "policy": "uji", "jurisdiction": "uji", "clocks": "uji"}}');
INSERT INTO "predictions" VALUES('00000010-uji','00000009-uji','2026-03-09 03:00:00.000000','tetap','1','{"id": "L-00000008-uji", "kind": null, "category": {"label": "kesehatan", "name": {"id": "Kesehatan", "en": "Health"}, "probability": 0.8, "alternatives": [{"label": "kesehatan", "name": {"id": "Kesehatan", "en": "Health"}, "probability": 0.8}, {"label": "perhubungan", "name": {"id": "Perhubungan", "en": "Transport"}, "probability": 0.1}, {"label": "energi", "name": {"id": "Energi dan Sumber Daya Alam", "en": "Energy and natural resources"}, "probability": 0.1}]}, "urgency": null, "role": {"label": "kabkota.kesehatan", "name": {"id": "Dinas Kesehatan", "en": "Health Office"}, "probability": 0.65, "alternatives": [{"label": "kabkota.kesehatan", "name": {"id": "Dinas Kesehatan", "en": "Health Office"}, "probability": 0.65}, {"label": "kabkota.rsud", "name": {"id": "Rumah Sakit Umum Daerah", "en": "Regional General Hospital"}, "probability": 0.26}, {"label": "kabkota.perhubungan", "name": {"id": "Dinas Perhubungan", "en": "Transport Office"}, "probability": 0.09}]}, "agency": {"slug": "kabkota.kesehatan:35.78", "name": {"id": "Dinas Kesehatan Kota Surabaya", "en": "Dinas Kesehatan Kota Surabaya"}, "probability": 0.62, "evidence": [], "role": "kabkota.kesehatan", "region": {"code": "35.78", "name": "Kota Surabaya"}, "alternatives": [{"slug": "kabkota.kesehatan:35.78", "name": {"id": "Dinas Kesehatan Kota Surabaya", "en": "Dinas Kesehatan Kota Surabaya"}, "probability": 0.62, "evidence": []}, {"slug": "kabkota.rsud:35.78", "name": {"id": "RSUD dr. Mohamad Soewandhie Kota Surabaya", "en": "RSUD dr. Mohamad Soewandhie Kota Surabaya"}, "probability": 0.25, "evidence": []}, {"slug": "kabkota.perhubungan:35.78", "name": {"id": "Dinas Perhubungan Kota Surabaya", "en": "Dinas Perhubungan Kota Surabaya"}, "probability": 0.08, "evidence": []}], "other": 0.050000000000000044}, "similar": [], "places": [{"code": "35.78", "name": "Kota Surabaya", "confidence": 1.0, "source": "hint", "spans": []}], "versions": {"model": "tetap", "bundle": "1", "recipe": "r", "label_space": "l", "taxonomy": "sp4n@2026.1", "policy": "uji", "jurisdiction": "uji", "clocks": "uji"}}');
INSERT INTO "predictions" VALUES('00000018-uji','00000017-uji','2026-03-09 03:00:00.000000','tetap','1','{"id": "L-00000016-uji", "kind": null, "category": {"label": "kesehatan", "name": {"id": "Kesehatan", "en": "Health"}, "probability": 0.8, "alternatives": [{"label": "kesehatan", "name": {"id": "Kesehatan", "en": "Health"}, "probability": 0.8}, {"label": "perhubungan", "name": {"id": "Perhubungan", "en": "Transport"}, "probability": 0.1}, {"label": "energi", "name": {"id": "Energi dan Sumber Daya Alam", "en": "Energy and natural resources"}, "probability": 0.1}]}, "urgency": null, "role": {"label": "kabkota.kesehatan", "name": {"id": "Dinas Kesehatan", "en": "Health Office"}, "probability": 0.65, "alternatives": [{"label": "kabkota.kesehatan", "name": {"id": "Dinas Kesehatan", "en": "Health Office"}, "probability": 0.65}, {"label": "kabkota.rsud", "name": {"id": "Rumah Sakit Umum Daerah", "en": "Regional General Hospital"}, "probability": 0.26}, {"label": "kabkota.perhubungan", "name": {"id": "Dinas Perhubungan", "en": "Transport Office"}, "probability": 0.09}]}, "agency": {"slug": "kabkota.kesehatan:35.78", "name": {"id": "Dinas Kesehatan Kota Surabaya", "en": "Dinas Kesehatan Kota Surabaya"}, "probability": 0.62, "evidence": [], "role": "kabkota.kesehatan", "region": {"code": "35.78", "name": "Kota Surabaya"}, "alternatives": [{"slug": "kabkota.kesehatan:35.78", "name": {"id": "Dinas Kesehatan Kota Surabaya", "en": "Dinas Kesehatan Kota Surabaya"}, "probability": 0.62, "evidence": []}, {"slug": "kabkota.rsud:35.78", "name": {"id": "RSUD dr. Mohamad Soewandhie Kota Surabaya", "en": "RSUD dr. Mohamad Soewandhie Kota Surabaya"}, "probability": 0.25, "evidence": []}, {"slug": "kabkota.perhubungan:35.78", "name": {"id": "Dinas Perhubungan Kota Surabaya", "en": "Dinas Perhubungan Kota Surabaya"}, "probability": 0.08, "evidence": []}], "other": 0.050000000000000044}, "similar": [], "places": [{"code": "35.78", "name": "Kota Surabaya", "confidence": 1.0, "source": "hint", "spans": []}], "versions": {"model": "tetap", "bundle": "1", "recipe": "r", "label_space": "l", "taxonomy": "sp4n@2026.1", "policy": "uji", "jurisdiction": "uji", "clocks": "uji"}}');
INSERT INTO "predictions" VALUES('00000025-uji','00000024-uji','2026-03-09 03:00:00.000000','tetap','1','{"id": "L-00000023-uji", "kind": null, "category": {"label": "kesehatan", "name": {"id": "Kesehatan", "en": "Health"}, "probability": 0.8, "alternatives": [{"label": "kesehatan", "name": {"id": "Kesehatan", "en": "Health"}, "probability": 0.8}, {"label": "perhubungan", "name": {"id": "Perhubungan", "en": "Transport"}, "probability": 0.1}, {"label": "energi", "name": {"id": "Energi dan Sumber Daya Alam", "en": "Energy and natural resources"}, "probability": 0.1}]}, "urgency": null, "role": {"label": "kabkota.kesehatan", "name": {"id": "Dinas Kesehatan", "en": "Health Office"}, "probability": 0.65, "alternatives": [{"label": "kabkota.kesehatan", "name": {"id": "Dinas Kesehatan", "en": "Health Office"}, "probability": 0.65}, {"label": "kabkota.rsud", "name": {"id": "Rumah Sakit Umum Daerah", "en": "Regional General Hospital"}, "probability": 0.26}, {"label": "kabkota.perhubungan", "name": {"id": "Dinas Perhubungan", "en": "Transport Office"}, "probability": 0.09}]}, "agency": {"slug": "kabkota.kesehatan:35.78", "name": {"id": "Dinas Kesehatan Kota Surabaya", "en": "Dinas Kesehatan Kota Surabaya"}, "probability": 0.62, "evidence": [], "role": "kabkota.kesehatan", "region": {"code": "35.78", "name": "Kota Surabaya"}, "alternatives": [{"slug": "kabkota.kesehatan:35.78", "name": {"id": "Dinas Kesehatan Kota Surabaya", "en": "Dinas Kesehatan Kota Surabaya"}, "probability": 0.62, "evidence": []}, {"slug": "kabkota.rsud:35.78", "name": {"id": "RSUD dr. Mohamad Soewandhie Kota Surabaya", "en": "RSUD dr. Mohamad Soewandhie Kota Surabaya"}, "probability": 0.25, "evidence": []}, {"slug": "kabkota.perhubungan:35.78", "name": {"id": "Dinas Perhubungan Kota Surabaya", "en": "Dinas Perhubungan Kota Surabaya"}, "probability": 0.08, "evidence": []}], "other": 0.050000000000000044}, "similar": [], "places": [{"code": "35.78", "name": "Kota Surabaya", "confidence": 1.0, "source": "hint", "spans": []}], "versions": {"model": "tetap", "bundle": "1", "recipe": "r", "label_space": "l", "taxonomy": "sp4n@2026.1", "policy": "uji", "jurisdiction": "uji", "clocks": "uji"}}');
INSERT INTO "predictions" VALUES('00000032-uji','00000031-uji','2026-03-09 03:00:00.000000','tetap','1','{"id": "L-rahasia", "kind": null, "category": {"label": "kesehatan", "name": {"id": "Kesehatan", "en": "Health"}, "probability": 0.8, "alternatives": [{"label": "kesehatan", "name": {"id": "Kesehatan", "en": "Health"}, "probability": 0.8}, {"label": "perhubungan", "name": {"id": "Perhubungan", "en": "Transport"}, "probability": 0.1}, {"label": "energi", "name": {"id": "Energi dan Sumber Daya Alam", "en": "Energy and natural resources"}, "probability": 0.1}]}, "urgency": null, "role": {"label": "kabkota.kesehatan", "name": {"id": "Dinas Kesehatan", "en": "Health Office"}, "probability": 0.65, "alternatives": [{"label": "kabkota.kesehatan", "name": {"id": "Dinas Kesehatan", "en": "Health Office"}, "probability": 0.65}, {"label": "kabkota.rsud", "name": {"id": "Rumah Sakit Umum Daerah", "en": "Regional General Hospital"}, "probability": 0.26}, {"label": "kabkota.perhubungan", "name": {"id": "Dinas Perhubungan", "en": "Transport Office"}, "probability": 0.09}]}, "agency": {"slug": "kabkota.kesehatan:35.78", "name": {"id": "Dinas Kesehatan Kota Surabaya", "en": "Dinas Kesehatan Kota Surabaya"}, "probability": 0.62, "evidence": [], "role": "kabkota.kesehatan", "region": {"code": "35.78", "name": "Kota Surabaya"}, "alternatives": [{"slug": "kabkota.kesehatan:35.78", "name": {"id": "Dinas Kesehatan Kota Surabaya", "en": "Dinas Kesehatan Kota Surabaya"}, "probability": 0.62, "evidence": []}, {"slug": "kabkota.rsud:35.78", "name": {"id": "RSUD dr. Mohamad Soewandhie Kota Surabaya", "en": "RSUD dr. Mohamad Soewandhie Kota Surabaya"}, "probability": 0.25, "evidence": []}, {"slug": "kabkota.perhubungan:35.78", "name": {"id": "Dinas Perhubungan Kota Surabaya", "en": "Dinas Perhubungan Kota Surabaya"}, "probability": 0.08, "evidence": []}], "other": 0.050000000000000044}, "similar": [], "places": [{"code": "35.78", "name": "Kota Surabaya", "confidence": 1.0, "source": "hint", "spans": []}], "versions": {"model": "tetap", "bundle": "1", "recipe": "r", "label_space": "l", "taxonomy": "sp4n@2026.1", "policy": "uji", "jurisdiction": "uji", "clocks": "uji"}}');
CREATE TABLE review_items (
	id VARCHAR NOT NULL, 
	"case" VARCHAR NOT NULL, 
	purpose VARCHAR NOT NULL, 
	reading INTEGER NOT NULL, 
	tier VARCHAR NOT NULL, 
	origin VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	urgency INTEGER NOT NULL, 
	due DATE NOT NULL, 
	doubt DOUBLE NOT NULL, 
	agency VARCHAR, 
	body VARCHAR, 
	secret BOOLEAN NOT NULL, 
	incident VARCHAR, 
	leads BOOLEAN NOT NULL, 
	claimed_by VARCHAR, 
	claimed_until DATETIME, 
	opened_at DATETIME NOT NULL, 
	settled_at DATETIME, 
	settled_by VARCHAR, 
	CONSTRAINT pk_review_items PRIMARY KEY (id), 
	CONSTRAINT fk_review_items_case FOREIGN KEY("case") REFERENCES cases (id), 
	CONSTRAINT fk_review_items_incident FOREIGN KEY(incident) REFERENCES incidents (id)
);
INSERT INTO "review_items" VALUES('00000005-uji','00000002-uji','doubt',1,'unit','unit','open',3,1,'2026-03-12',0.38,'kabkota.kesehatan:35.78','kabkota.pemerintahan:35.78',0,'00000013-uji',1,NULL,NULL,'2026-03-09 03:00:00.000000',NULL,NULL);
INSERT INTO "review_items" VALUES('00000012-uji','00000009-uji','doubt',1,'unit','unit','settled',2,1,'2026-03-12',0.38,'kabkota.kesehatan:35.78','kabkota.pemerintahan:35.78',0,'00000013-uji',0,NULL,NULL,'2026-03-09 03:00:00.000000','2026-03-09 03:00:00.000000','u-budi');
INSERT INTO "review_items" VALUES('00000020-uji','00000017-uji','doubt',1,'unit','unit','open',1,1,'2026-03-12',0.38,'kabkota.kesehatan:35.78','kabkota.pemerintahan:35.78',0,'00000013-uji',0,NULL,NULL,'2026-03-09 03:00:00.000000',NULL,NULL);
INSERT INTO "review_items" VALUES('00000027-uji','00000024-uji','audit',1,'unit','unit','open',1,0,'2026-03-16',0.0,'kabkota.kesehatan:35.78','kabkota.pemerintahan:35.78',0,'00000013-uji',1,NULL,NULL,'2026-03-09 03:00:00.000000',NULL,NULL);
INSERT INTO "review_items" VALUES('00000028-uji','00000024-uji','audit',2,'unit','unit','open',1,0,'2026-03-16',0.0,'kabkota.kesehatan:35.78','kabkota.pemerintahan:35.78',0,'00000013-uji',1,NULL,NULL,'2026-03-09 03:00:00.000000',NULL,NULL);
INSERT INTO "review_items" VALUES('00000034-uji','00000031-uji','doubt',1,'unit','unit','open',1,1,'2026-03-12',0.38,'kabkota.kesehatan:35.78','kabkota.pemerintahan:35.78',1,NULL,1,NULL,NULL,'2026-03-09 03:00:00.000000',NULL,NULL);
CREATE TABLE sessions (
	token VARCHAR NOT NULL, 
	user VARCHAR NOT NULL, 
	csrf VARCHAR NOT NULL, 
	begun_at DATETIME NOT NULL, 
	seen_at DATETIME NOT NULL, 
	ends_at DATETIME NOT NULL, 
	CONSTRAINT pk_sessions PRIMARY KEY (token), 
	CONSTRAINT fk_sessions_user FOREIGN KEY(user) REFERENCES users (id)
);
INSERT INTO "sessions" VALUES('tttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt','u-sari','cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc','2026-03-09 03:00:00.000000','2026-03-09 03:00:00.000000','2026-03-09 15:00:00.000000');
CREATE TABLE skips (
	officer VARCHAR NOT NULL, 
	item VARCHAR NOT NULL, 
	until DATETIME NOT NULL, 
	CONSTRAINT pk_skips PRIMARY KEY (officer, item), 
	CONSTRAINT fk_skips_item FOREIGN KEY(item) REFERENCES review_items (id), 
	CONSTRAINT fk_skips_officer FOREIGN KEY(officer) REFERENCES users (id)
);
INSERT INTO "skips" VALUES('u-budi','00000020-uji','2026-03-09 07:00:00.000000');
CREATE TABLE users (
	id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	full_name VARCHAR NOT NULL, 
	password VARCHAR, 
	subject VARCHAR, 
	rights JSON NOT NULL, 
	scope VARCHAR NOT NULL, 
	scope_agency VARCHAR, 
	active BOOLEAN NOT NULL, 
	language VARCHAR NOT NULL, 
	made_at DATETIME NOT NULL, 
	failures INTEGER NOT NULL, 
	locked_until DATETIME, 
	last_login_at DATETIME, 
	CONSTRAINT pk_users PRIMARY KEY (id), 
	CONSTRAINT uq_users_name UNIQUE (name), 
	CONSTRAINT uq_users_subject UNIQUE (subject)
);
INSERT INTO "users" VALUES('u-sari','sari','Sari',NULL,NULL,'["review"]','national',NULL,1,'id','2026-03-09 03:00:00.000000',0,NULL,NULL);
INSERT INTO "users" VALUES('u-budi','budi','Budi',NULL,NULL,'["review"]','national',NULL,1,'id','2026-03-09 03:00:00.000000',0,NULL,NULL);
CREATE TABLE verdicts (
	id VARCHAR NOT NULL, 
	item VARCHAR NOT NULL, 
	"case" VARCHAR NOT NULL, 
	officer VARCHAR NOT NULL, 
	given_at DATETIME NOT NULL, 
	version INTEGER NOT NULL, 
	act VARCHAR NOT NULL, 
	agency VARCHAR, 
	category VARCHAR, 
	urgency VARCHAR, 
	kind VARCHAR, 
	copies JSON NOT NULL, 
	shown JSON, 
	tier VARCHAR NOT NULL, 
	duplicate_of VARCHAR, 
	children JSON NOT NULL, 
	undoes VARCHAR, 
	batch VARCHAR, 
	seconds DOUBLE, 
	CONSTRAINT pk_verdicts PRIMARY KEY (id), 
	CONSTRAINT fk_verdicts_case FOREIGN KEY("case") REFERENCES cases (id), 
	CONSTRAINT fk_verdicts_item FOREIGN KEY(item) REFERENCES review_items (id), 
	CONSTRAINT fk_verdicts_officer FOREIGN KEY(officer) REFERENCES users (id), 
	CONSTRAINT fk_verdicts_undoes FOREIGN KEY(undoes) REFERENCES verdicts (id)
);
INSERT INTO "verdicts" VALUES('00000037-uji','00000005-uji','00000002-uji','u-sari','2026-03-09 03:00:00.000000',2,'accept','kabkota.kesehatan:35.78','kesehatan','sedang','pengaduan_non_pengawasan','[]','{"agency": "kabkota.kesehatan:35.78", "category": "kesehatan", "urgency": "sedang", "kind": "pengaduan_non_pengawasan", "copies": []}','unit',NULL,'[]',NULL,NULL,4.5);
INSERT INTO "verdicts" VALUES('00000040-uji','00000005-uji','00000002-uji','u-sari','2026-03-09 03:00:00.000000',3,'undo',NULL,NULL,NULL,NULL,'[]','null','unit',NULL,'[]','00000037-uji',NULL,NULL);
INSERT INTO "verdicts" VALUES('00000043-uji','00000012-uji','00000009-uji','u-budi','2026-03-09 03:00:00.000000',2,'split',NULL,'kesehatan','sedang','pengaduan_non_pengawasan','[]','{"agency": "kabkota.kesehatan:35.78", "category": "kesehatan", "urgency": "sedang", "kind": "pengaduan_non_pengawasan", "copies": []}','unit',NULL,'["00000044-uji", "00000047-uji"]',NULL,NULL,NULL);
CREATE TABLE webhooks (
	id VARCHAR NOT NULL, 
	url VARCHAR NOT NULL, 
	events JSON NOT NULL, 
	secret BLOB NOT NULL, 
	active BOOLEAN NOT NULL, 
	made_at DATETIME NOT NULL, 
	CONSTRAINT pk_webhooks PRIMARY KEY (id)
);
INSERT INTO "webhooks" VALUES('w-1','https://contoh.invalid/kabar','[]',X'0138B4E652E44DA7F2370D9E268767EC425415CF8E4721175A19AA9772E9921E80307B13434DB51DB718C24B50A00B336360F4F97B4AAE98763EDB73A2',1,'2026-03-09 03:00:00.000000');
CREATE INDEX ix_audit_log_act ON audit_log (act);
CREATE INDEX ix_audit_log_subject ON audit_log (subject);
CREATE INDEX ix_api_keys_user ON api_keys (user);
CREATE INDEX ix_cases_admitted_at ON cases (admitted_at);
CREATE INDEX ix_cases_body_state ON cases (body, state);
CREATE INDEX ix_cases_incident ON cases (incident);
CREATE INDEX ix_cases_incident_search ON cases (regency, received_at);
CREATE INDEX ix_cases_parent ON cases (parent);
CREATE INDEX ix_cases_touched_at ON cases (touched_at);
CREATE INDEX ix_practice_user ON practice (user);
CREATE INDEX ix_sessions_ends_at ON sessions (ends_at);
CREATE INDEX ix_sessions_user ON sessions (user);
CREATE INDEX ix_events_case ON events ("case");
CREATE INDEX ix_events_happened_at ON events (happened_at);
CREATE INDEX ix_idempotency_keys_case ON idempotency_keys ("case");
CREATE INDEX ix_idempotency_keys_made_at ON idempotency_keys (made_at);
CREATE INDEX ix_outcomes_case ON outcomes ("case");
CREATE INDEX ix_outcomes_told_at ON outcomes (told_at);
CREATE INDEX ix_predictions_case ON predictions ("case");
CREATE INDEX ix_review_items_agency_queue ON review_items (state, leads, agency, urgency DESC, due, doubt DESC, id);
CREATE INDEX ix_review_items_body_queue ON review_items (state, leads, body, urgency DESC, due, doubt DESC, id);
CREATE INDEX ix_review_items_case ON review_items ("case");
CREATE INDEX ix_review_items_claimed_by ON review_items (claimed_by);
CREATE INDEX ix_review_items_counts ON review_items (state, leads, purpose, urgency, tier, secret, body, agency, due);
CREATE INDEX ix_review_items_incident ON review_items (incident);
CREATE INDEX ix_review_items_queue ON review_items (state, leads, urgency DESC, due, doubt DESC, id);
CREATE INDEX ix_review_items_settled_at ON review_items (settled_at);
CREATE INDEX ix_review_items_settled_by ON review_items (settled_by);
CREATE INDEX ix_decisions_case ON decisions ("case");
CREATE INDEX ix_decisions_made_at ON decisions (made_at);
CREATE INDEX ix_deliveries_due ON deliveries (state, next_at);
CREATE INDEX ix_deliveries_event ON deliveries (event);
CREATE INDEX ix_deliveries_webhook ON deliveries (webhook);
CREATE INDEX ix_verdicts_batch ON verdicts (batch);
CREATE INDEX ix_verdicts_case ON verdicts ("case");
CREATE INDEX ix_verdicts_given_at ON verdicts (given_at);
CREATE INDEX ix_verdicts_item ON verdicts (item);
CREATE INDEX ix_verdicts_undoes ON verdicts (undoes);
CREATE INDEX ix_notes_case ON notes ("case");
CREATE TRIGGER verdicts_no_update BEFORE UPDATE ON verdicts BEGIN SELECT RAISE(ABORT, 'verdicts are added only'); END;
CREATE TRIGGER verdicts_no_delete BEFORE DELETE ON verdicts BEGIN SELECT RAISE(ABORT, 'verdicts are added only'); END;
CREATE TRIGGER outcomes_no_update BEFORE UPDATE ON outcomes BEGIN SELECT RAISE(ABORT, 'outcomes are added only'); END;
CREATE TRIGGER outcomes_no_delete BEFORE DELETE ON outcomes BEGIN SELECT RAISE(ABORT, 'outcomes are added only'); END;
CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON audit_log BEGIN SELECT RAISE(ABORT, 'audit_log are added only'); END;
CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log BEGIN SELECT RAISE(ABORT, 'audit_log are added only'); END;
COMMIT;
